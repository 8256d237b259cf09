package io.zerostream.model.image.header;

import java.io.IOException;

/**
 * What a file says of itself, read in one pass over its markers or chunks: nothing is decoded, and nothing allocated that
 * it announces.
 *
 * @param format by the first bytes
 * @param height rows of the whole picture, as they are stored
 * @param width columns of the whole picture
 * @param orientation how what is stored is to be turned
 * @param frame the part that the file's (first) frame covers
 * @param pixelBytes bytes of a decoded pixel, at most
 * @param decoderBytes what a decoder holds beside the decoded pixels, however few of them are wanted: rows, planes,
 *     coefficients
 * @param work samples that the decoder goes through, one for one: for a JPEG of many scans the sum over all of them
 */
public record ImageHeader(
        ImageFormat format,
        int height,
        int width,
        Orientation orientation,
        Frame frame,
        int pixelBytes,
        long decoderBytes,
        long work) {
    /**
     * Where a frame lies in its picture, in pixels. A picture is never smaller than its frame.
     *
     * @param fill colour of what it leaves free, 0xRRGGBB
     */
    public record Frame(int top, int left, int height, int width, int fill) {}

    /** A file of one frame that is all of the picture. */
    static ImageHeader whole(ImageFormat format, int height, int width, int pixelBytes, long decoderBytes, long work) {
        return new ImageHeader(
                format,
                height,
                width,
                Orientation.UPRIGHT,
                new Frame(0, 0, height, width, 0),
                pixelBytes,
                decoderBytes,
                work);
    }

    /**
     * A file whose first frame may be a part of the picture. Where the frame stands out, the picture grows, as in Pillow.
     *
     * @param screenHeight rows that the file announces for all frames
     * @param screenWidth columns that the file announces for all frames
     */
    static ImageHeader framed(
            ImageFormat format, int screenHeight, int screenWidth, Frame frame, int pixelBytes, long decoderBytes) {
        return new ImageHeader(
                format,
                Math.max(screenHeight, frame.top() + frame.height()),
                Math.max(screenWidth, frame.left() + frame.width()),
                Orientation.UPRIGHT,
                frame,
                pixelBytes,
                decoderBytes,
                (long) frame.height() * frame.width());
    }

    /** The same, to be turned. */
    ImageHeader turned(Orientation how) {
        return new ImageHeader(format, height, width, how, frame, pixelBytes, decoderBytes, work);
    }

    /** Pixels of the whole picture. */
    public long pixels() {
        return (long) height * width;
    }

    /** Whether its four components are inks: a JPEG's. */
    public boolean inks() {
        return format == ImageFormat.JPEG && pixelBytes > 3;
    }

    /** Whether the frame is all of the picture. */
    public boolean isWhole() {
        return frame.height() == height && frame.width() == width;
    }

    /**
     * Reads it.
     *
     * @throws IOException when there is none: the file is cut, damaged before its pixels begin, or of a variant that is not
     *     read
     */
    public static ImageHeader of(ImageFormat format, byte[] file) throws IOException {
        ImageHeader header =
                switch (format) {
                    case JPEG -> JpegScans.of(file).header();
                    case PNG -> PngHeader.of(file);
                    case GIF -> GifFrame.of(file).header();
                    case BMP -> BmpHeader.of(file);
                    case WEBP -> WebpFrame.of(file).header();
                };
        if (header.frame().width() < 1 || header.frame().height() < 1) {
            throw new IOException("its header says " + header.frame().width() + "×"
                    + header.frame().height() + " pixels");
        }
        return header;
    }
}
