package io.zerostream.model.image.header;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** EXIF data for tests, as cameras write them or as nobody should. */
public final class ExifData {
    public static final int ORIENTATION = 0x112;
    public static final int SHORT = 3;
    public static final int LONG = 4;

    private ExifData() {}

    /** Some tags, among them the orientation. */
    public static byte[] orientation(int orientation, ByteOrder order) {
        ByteBuffer tiff = directory(order, 8, 3);
        entry(tiff, 0x110, 2, 1, 'x');
        entry(tiff, ORIENTATION, SHORT, 1, orientation);
        entry(tiff, 0x8769, LONG, 1, 8);
        return bytes(tiff);
    }

    /** Only the orientation, in a directory that lies about itself. */
    public static byte[] with(int offset, int entries, int type, int value) {
        ByteBuffer tiff = directory(ByteOrder.BIG_ENDIAN, offset, entries);
        entry(tiff, ORIENTATION, type, 1, value);
        return bytes(tiff);
    }

    private static byte[] bytes(ByteBuffer tiff) {
        byte[] all = new byte[tiff.limit()];
        tiff.rewind().get(all);
        return all;
    }

    /** With the mark that JPEG puts before the data. */
    public static byte[] marked(byte[] tiff) {
        byte[] mark = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(mark.length + tiff.length)
                .put(mark)
                .put(tiff)
                .array();
    }

    private static ByteBuffer directory(ByteOrder order, int offset, int entries) {
        return ByteBuffer.allocate(10 + 12 * Math.max(1, Math.min(entries, 3)) + 4)
                .put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII))
                .order(order)
                .putShort((short) 42)
                .putInt(offset)
                .putShort((short) entries);
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count);
        if (type == SHORT) {
            tiff.putShort((short) value).putShort((short) 0);
        } else {
            tiff.putInt(value);
        }
    }
}
