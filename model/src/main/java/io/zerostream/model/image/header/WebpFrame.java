package io.zerostream.model.image.header;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The first frame of a WebP file. Only its own data are handed to the decoder: so the size that is judged is the size that
 * is decoded, whatever the container says, and transparency, profiles and later frames cost nothing. Of an animation, the
 * frame has its place in a picture that is black elsewhere. What EXIF says of the orientation stands behind the frames.
 *
 * @param chunk first byte of the chunk with its data
 * @param size bytes of these data
 * @param lossless whether they are lossless ones
 */
public record WebpFrame(byte[] file, int chunk, int size, boolean lossless, ImageHeader header) {
    private static final int FILE_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    /** Place, size and duration of a frame of an animation, before the frame's chunks. */
    private static final int FRAME_HEADER = 16;

    /** Of the container's flags: there are EXIF data. */
    private static final int HAS_EXIF = 8;

    private static final int SIDE_BITS = 0x3fff;
    private static final int LOSSLESS_SIGNATURE = 0x2f;
    /** Three bytes of flags, three of a start code. */
    private static final int LOSSY_SIZES = 6;
    /** Rows of planes, and what neighbouring blocks are told. */
    private static final int LOSSY_COLUMN_BYTES = 256;
    /** Pixels before their transforms are undone. */
    private static final int LOSSLESS_PIXEL_BYTES = 4;
    /** Bytes of a set of Huffman tables, and bits that the shortest one takes in the file. */
    private static final int TABLE_BYTES = 12_000;

    private static final int LEAST_TABLE_BITS = 20;
    /** Encoders stay far below it; a file of 160 kB can be made to take ten times as much, and no more than that. */
    private static final long MOST_TABLE_BYTES = 64L << 20;

    /**
     * Finds it.
     *
     * @throws IOException when the file ends before that chunk does, or the chunk has no header
     */
    public static WebpFrame of(byte[] file) throws IOException {
        FileReader in = new FileReader(file, true);
        long screen = -1;
        long animated = -1;
        long at = FILE_HEADER;
        while (at + CHUNK_HEADER <= file.length) {
            String name = in.text(at, 4);
            long size = in.uint32(at + 4);
            if (name.equals("VP8 ") || name.equals("VP8L")) {
                if (size > file.length - at - CHUNK_HEADER) {
                    throw new EOFException(
                            "the file ends " + (size - (file.length - at - CHUNK_HEADER)) + " bytes too early");
                }
                WebpFrame frame = of(file, in, (int) at, screen, animated);
                boolean exif = screen >= 0 && (in.uint8(screen) & HAS_EXIF) != 0;
                return exif ? frame.turned(orientation(file, in, at)) : frame;
            }
            if (name.equals("VP8X")) {
                screen = at + CHUNK_HEADER;
            }
            boolean frame = name.equals("ANMF");
            if (frame) {
                animated = at + CHUNK_HEADER;
            }
            at += CHUNK_HEADER + (frame ? FRAME_HEADER : size + (size & 1));
        }
        throw new EOFException("the file ends before its picture begins");
    }

    /** Of the chunk {@code EXIF} behind another one. */
    private static Orientation orientation(byte[] file, FileReader in, long behind) throws EOFException {
        long at = behind;
        while (at + CHUNK_HEADER <= file.length) {
            long size = in.uint32(at + 4);
            if (in.text(at, 4).equals("EXIF")) {
                return Exif.orientation(file, at + CHUNK_HEADER, size);
            }
            at += CHUNK_HEADER + size + (size & 1);
        }
        return Orientation.UPRIGHT;
    }

    private WebpFrame turned(Orientation how) {
        return new WebpFrame(file, chunk, size, lossless, header.turned(how));
    }

    private static WebpFrame of(byte[] file, FileReader in, int chunk, long screen, long animated) throws IOException {
        int data = chunk + CHUNK_HEADER;
        int size = in.int32(chunk + 4);
        boolean lossless = in.text(chunk, 4).equals("VP8L");
        if (size < 5 || (lossless && in.uint8(data) != LOSSLESS_SIGNATURE)) {
            throw new IOException("its picture has no header");
        }
        int sizes = lossless ? in.int32(data + 1) : 0;
        int width = lossless ? (sizes & SIDE_BITS) + 1 : in.uint16(data + LOSSY_SIZES) & SIDE_BITS;
        int height = lossless ? (sizes >> 14 & SIDE_BITS) + 1 : in.uint16(data + LOSSY_SIZES + 2) & SIDE_BITS;
        long held = lossless ? losslessBytes(size, (long) width * height) : (long) LOSSY_COLUMN_BYTES * width;
        boolean placed = animated >= 0;
        ImageHeader.Frame frame = new ImageHeader.Frame(
                placed ? 2 * in.uint24(animated + 3) : 0, placed ? 2 * in.uint24(animated) : 0, height, width, 0);
        ImageHeader header = ImageHeader.framed(
                ImageFormat.WEBP,
                placed && screen >= 0 ? in.uint24(screen + 7) + 1 : height,
                placed && screen >= 0 ? in.uint24(screen + 4) + 1 : width,
                frame,
                4,
                held);
        return new WebpFrame(file, chunk, size, lossless, header);
    }

    private static long losslessBytes(int size, long pixels) {
        long tables = Math.min(pixels, 8L * size / LEAST_TABLE_BITS + 1) * TABLE_BYTES;
        return LOSSLESS_PIXEL_BYTES * pixels + Math.min(tables, MOST_TABLE_BYTES);
    }

    /** A file of one chunk with the frame. */
    public byte[] alone() {
        int bytes = CHUNK_HEADER + size;
        int padded = bytes + (bytes & 1);
        return ByteBuffer.allocate(FILE_HEADER + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(FILE_HEADER - CHUNK_HEADER + padded)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(file, chunk, bytes)
                .array();
    }
}
