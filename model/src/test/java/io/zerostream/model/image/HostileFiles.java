package io.zerostream.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Small files that would take much memory or time, each by another door. */
final class HostileFiles {
    private HostileFiles() {}

    /** All zeros: next to nothing in the file. */
    static byte[] png(int width, int height, int depth, int colourType, boolean interlaced) throws IOException {
        int channels = new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
        long bytes = (1 + ((long) width * channels * depth + 7) / 8) * height;
        byte[] zeros = new byte[1 << 16];
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(data)) {
            for (long left = bytes; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        }
        return PngFiles.ofPacked(width, height, depth, colourType, interlaced, data.toByteArray());
    }

    /** Where each block holds one byte, readers that join blocks copy the most. */
    static byte[] gifWithComment(int blocks) throws IOException {
        byte[] comment = new byte[3 + 2 * blocks];
        comment[0] = 0x21;
        comment[1] = (byte) 0xfe;
        for (int i = 0; i < blocks; i++) {
            comment[2 + 2 * i] = 1;
            comment[3 + 2 * i] = 'x';
        }
        byte[] gif = gif(8, 8);
        return joined(Arrays.copyOf(gif, frame(gif)), comment, Arrays.copyOfRange(gif, frame(gif), gif.length));
    }

    /** One pixel, and codes for ever longer strings of them. */
    static byte[] gifWithMorePixelsThanItHas(int bytes) {
        BitPacker codes = new BitPacker(bytes);
        codes.put(4, 3);
        codes.put(0, 3);
        int size = 3;
        for (int next = 6; codes.room(); ) {
            codes.put(next < 4096 ? next : 4095, size);
            if (next < 4096 && ++next == 1 << size && next < 4096) {
                size++;
            }
        }
        return gifOf(1, 1, codes.bytes());
    }

    /** Each code only clears the table. */
    static byte[] gifOfClearCodes(int bytes) {
        BitPacker codes = new BitPacker(bytes);
        while (codes.room()) {
            codes.put(4, 3);
        }
        return gifOf(2000, 2000, codes.bytes());
    }

    /** A GIF of four colours: black, red, green, blue; codes of two bits. */
    static byte[] gifOf(int width, int height, byte[] codes) {
        return joined(
                screen(width, height), descriptor(0, 0, width, height), new byte[] {2}, blocks(codes), new byte[] {';'
                });
    }

    static byte[] screen(int width, int height) {
        return ByteBuffer.allocate(25)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("GIF89a".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) width)
                .putShort((short) height)
                .put(new byte[] {(byte) 0x91, 0, 0})
                .put(new byte[] {0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255})
                .array();
    }

    static byte[] descriptor(int left, int top, int width, int height) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x2c)
                .putShort((short) left)
                .putShort((short) top)
                .putShort((short) width)
                .putShort((short) height)
                .put((byte) 0)
                .array();
    }

    static byte[] blocks(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < data.length; at += 255) {
            int length = Math.min(255, data.length - at);
            out.write(length);
            out.write(data, at, length);
        }
        out.write(0);
        return out.toByteArray();
    }

    /** A progressive JPEG that announces such a size, with its first scan again and again. */
    static byte[] jpeg(int width, int height, int scans) {
        byte[] jpeg = JpegFiles.colour(64, 48, true);
        int frame = find(jpeg, 0xc2, 0);
        ByteBuffer.wrap(jpeg, frame + 5, 4).putShort((short) height).putShort((short) width);
        int first = find(jpeg, 0xda, 0);
        int behind = first + 4;
        while (jpeg[behind] != (byte) 0xff || jpeg[behind + 1] == 0) {
            behind++;
        }
        byte[] scan = Arrays.copyOfRange(jpeg, first, behind);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, first);
        for (int i = 0; i < scans; i++) {
            out.writeBytes(scan);
        }
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        return out.toByteArray();
    }

    /** Where a marker of this code begins. */
    static int find(byte[] jpeg, int code, int from) {
        for (int i = from; i + 1 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) code) {
                return i;
            }
        }
        throw new IllegalStateException("no marker " + code);
    }

    /** Uncompressed or in runs, all of one colour. */
    static byte[] bmp(int width, int height, int bits, int compression, byte[] data) {
        int palette = bits <= 8 ? 4 << bits : 0;
        return ByteBuffer.allocate(54 + palette + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("BM".getBytes(StandardCharsets.US_ASCII))
                .putInt(54 + palette + data.length)
                .putInt(0)
                .putInt(54 + palette)
                .putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) bits)
                .putInt(compression)
                .putInt(data.length)
                .put(new byte[16 + palette])
                .put(data)
                .array();
    }

    private static byte[] gif(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED), "gif", out);
        return out.toByteArray();
    }

    /** Where blocks may be put in: behind the screen and its table. */
    private static int frame(byte[] gif) {
        return 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << ((gif[10] & 7) + 1));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Codes of changing size, the lowest bits first. */
    static final class BitPacker {
        private final byte[] bytes;
        private int bit;

        BitPacker(int bytes) {
            this.bytes = new byte[bytes];
        }

        boolean room() {
            return bit + 16 < bytes.length * 8;
        }

        void put(int code, int size) {
            for (int i = 0; i < size; i++, bit++) {
                bytes[bit >> 3] |= (byte) ((code >> i & 1) << (bit & 7));
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, (bit + 7) / 8);
        }
    }
}
