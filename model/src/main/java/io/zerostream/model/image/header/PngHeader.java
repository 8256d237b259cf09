package io.zerostream.model.image.header;

import java.io.IOException;

/** The first chunk of a PNG, and what another one says of its orientation. */
final class PngHeader {
    private static final int SIGNATURE = 8;
    private static final int CHUNK_HEADER = 8;
    private static final int CHECKSUM = 4;
    /** Rows that ImageIO holds: this one and the one above as they are stored, this one as pixels, and one to spare. */
    private static final int ROWS = 4;

    private PngHeader() {}

    static ImageHeader of(byte[] file) throws IOException {
        FileReader in = new FileReader(file, false);
        if (!in.text(SIGNATURE + 4, 4).equals("IHDR")) {
            throw new IOException("it does not begin with an IHDR chunk");
        }
        int at = SIGNATURE + CHUNK_HEADER;
        int width = in.int32(at);
        int height = in.int32(at + 4);
        int depth = in.uint8(at + 8);
        int channels =
                switch (in.uint8(at + 9)) {
                    case 0, 3 -> 1;
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> throw new IOException("its IHDR chunk has no known colour type");
                };
        if (depth < 1 || depth > 16) {
            throw new IOException("its IHDR chunk says " + depth + " bits a sample");
        }
        long row = ((long) width * channels * depth + 7) / 8;
        // a colour that counts as transparent makes ImageIO add a channel
        int pixel = Math.min(4, channels + 1) * (depth > 8 ? 2 : 1);
        return ImageHeader.whole(ImageFormat.PNG, height, width, pixel, ROWS * row, (long) width * height)
                .turned(orientation(file, in));
    }

    /** Of the chunk {@code eXIf}, which may stand before or behind the pixels. */
    private static Orientation orientation(byte[] file, FileReader in) throws IOException {
        long at = SIGNATURE;
        while (at + CHUNK_HEADER <= file.length) {
            long length = in.uint32(at);
            String name = in.text(at + 4, 4);
            if (name.equals("eXIf")) {
                return Exif.orientation(file, at + CHUNK_HEADER, length);
            }
            if (name.equals("IEND")) {
                break;
            }
            at += CHUNK_HEADER + length + CHECKSUM;
        }
        return Orientation.UPRIGHT;
    }
}
