package io.zerostream.model.image.header;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * EXIF data: a TIFF file of tags without a picture. One tag of its first directory is looked for, and nothing else
 * followed, so that no data can keep a reader busy; what lies outside, or is not what it should be, says nothing.
 */
final class Exif {
    /** Stands before the data in JPEG, and in WebP by some writers. */
    private static final byte[] PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    private static final int HEADER = 8;
    private static final int VERSION = 42;
    private static final int ENTRY = 12;
    private static final int ORIENTATION = 0x112;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private Exif() {}

    /**
     * What a part of a file says of the orientation.
     *
     * @param from first byte, in the file
     * @param length bytes that the file announces; it may end before them
     * @return upright where it says nothing
     */
    static Orientation orientation(byte[] file, long from, long length) {
        if (from >= file.length) {
            return Orientation.UPRIGHT;
        }
        int bytes = (int) Math.min(length, file.length - from);
        ByteBuffer data = ByteBuffer.wrap(file, (int) from, bytes).slice();
        boolean prefixed =
                bytes >= PREFIX.length && data.slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX));
        return read(prefixed ? data.slice(PREFIX.length, bytes - PREFIX.length) : data);
    }

    private static Orientation read(ByteBuffer tiff) {
        if (tiff.limit() < HEADER) {
            return Orientation.UPRIGHT;
        }
        short order = tiff.getShort(0);
        boolean little = order == ('I' << 8 | 'I');
        tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if ((!little && order != ('M' << 8 | 'M')) || tiff.getShort(2) != VERSION || directory > tiff.limit() - 2) {
            return Orientation.UPRIGHT;
        }
        int first = (int) directory + 2;
        int entries = Math.min(Short.toUnsignedInt(tiff.getShort((int) directory)), (tiff.limit() - first) / ENTRY);
        for (int i = 0; i < entries; i++) {
            int at = first + i * ENTRY;
            if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
                return switch (tiff.getShort(at + 2)) {
                    case SHORT -> Orientation.of(Short.toUnsignedInt(tiff.getShort(at + 8)));
                    case LONG -> Orientation.of(Integer.toUnsignedLong(tiff.getInt(at + 8)));
                    default -> Orientation.UPRIGHT;
                };
            }
        }
        return Orientation.UPRIGHT;
    }
}
