package io.zerostream.model.image.header;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two headers of a BMP: of the file, and of the picture in one of its seven versions. */
final class BmpHeader {
    private static final int FILE_HEADER = 14;
    /** OS/2 and Windows 2. */
    private static final int CORE_HEADER = 12;

    private static final int V5_HEADER = 124;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int JPEG = 4;
    private static final int PNG = 5;
    /** Rows that ImageIO holds beside the picture, and indices by which it thins a row. */
    private static final int ROWS = 2;

    private static final int INDEX_BYTES = 16;
    private static final int COLOUR_SPACE = FILE_HEADER + 56;
    private static final int SRGB = 0x73524742;

    private BmpHeader() {}

    static ImageHeader of(byte[] file) throws IOException {
        FileReader in = new FileReader(file, true);
        long size = in.uint32(FILE_HEADER);
        boolean core = size == CORE_HEADER;
        int at = FILE_HEADER + 4;
        int width = core ? (short) in.uint16(at) : in.int32(at);
        // below 0: rows from the top
        int height = Math.abs(core ? (short) in.uint16(at + 2) : in.int32(at + 4));
        int bits = in.uint16(core ? at + 6 : at + 10);
        long compression = core ? 0 : in.uint32(at + 12);
        if (bits == 0 || compression == JPEG || compression == PNG) {
            throw new IOException("it holds a JPEG or PNG: send that itself");
        }
        if (bits > 32) {
            throw new IOException("it has " + bits + " bits a pixel");
        }
        long row = ((long) width * bits + 7) / 8;
        boolean runs = compression == RLE8 || compression == RLE4;
        long held = ROWS * row + (long) INDEX_BYTES * width + (runs ? 2L * file.length + width : 0);
        return ImageHeader.whole(ImageFormat.BMP, height, width, (bits + 7) / 8, held, (long) width * height);
    }

    /**
     * The file without its colour profile, which is not applied; ImageIO would, and would look for one elsewhere.
     *
     * @return the same array when there is no profile
     */
    static byte[] withoutProfile(byte[] file) throws IOException {
        FileReader in = new FileReader(file, true);
        if (in.uint32(FILE_HEADER) != V5_HEADER || in.int32(COLOUR_SPACE) == SRGB) {
            return file;
        }
        byte[] plain = file.clone();
        ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOUR_SPACE, SRGB);
        return plain;
    }
}
