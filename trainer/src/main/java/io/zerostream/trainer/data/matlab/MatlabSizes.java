package io.zerostream.trainer.data.matlab;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Looks through a MATLAB 5 file before it is read: the reader reserves what a tag says before it looks for the bytes, so
 * that four of them can ask for gigabytes. Here each of them is seen first; what holds strings and numbers passes.
 *
 * <p>A file is a header of 128 bytes, then elements: a tag (type, length) and as many bytes. Those that hold an array, some
 * of them deflated, hold elements again: flags, dimensions, name, then numbers, text, or for a cell one array each.
 */
final class MatlabSizes {
    private static final int HEADER = 128;
    private static final int SUBSYSTEM_AT = 116;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;

    private static final int CELL = 1;
    private static final int CHAR = 4;
    private static final int FIRST_NUMBER = 6;
    private static final int LAST_NUMBER = 15;
    private static final int OPAQUE = 17;
    private static final int COMPLEX = 1 << 11;

    private static final int FLAG_BYTES = 8;
    /** Of the dimensions: 32 of them. */
    private static final int DIMENSION_BYTES = 128;
    /** MATLAB's names have up to 63 characters. */
    private static final int NAME_BYTES = 1024;
    /** A cell in a cell is what published files have. */
    private static final int DEPTH = 8;
    /** Of all variables that are read: more than five times what the largest of the published files has. */
    private static final long MOST_BYTES = 64L << 20;

    private final Set<String> names;
    private final BoundedInputStream file;
    private InputStream in;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long subsystem;
    private long left = MOST_BYTES;

    private MatlabSizes(BoundedInputStream file, Set<String> names) {
        this.file = file;
        this.in = file;
        this.names = names;
    }

    private record Tag(int type, int bytes, int padding) {}

    /**
     * Returns when the variables can be read.
     *
     * @param names of the variables; of the others only the heads are looked at
     * @throws IOException when they end early, are too large, or are neither numbers nor text
     */
    static void check(Path file, Set<String> names) throws IOException {
        try (BoundedInputStream in = BoundedInputStream.builder()
                .setInputStream(new BufferedInputStream(Files.newInputStream(file)))
                .get()) {
            new MatlabSizes(in, names).file();
        }
    }

    private void file() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(file.readNBytes(HEADER));
        if (header.limit() < HEADER) {
            throw new EOFException("it ends in its header");
        }
        order = header.get(HEADER - 2) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        subsystem = header.order(order).getLong(SUBSYSTEM_AT);
        for (long at = HEADER; ; at = file.getCount()) {
            byte[] first = file.readNBytes(Integer.BYTES);
            if (first.length < Integer.BYTES) {
                return;
            }
            root(tag(ByteBuffer.wrap(first).order(order).getInt()), at == subsystem);
        }
    }

    /** @param needed whatever its name */
    private void root(Tag tag, boolean needed) throws IOException {
        try (BoundedInputStream part = BoundedInputStream.builder()
                .setInputStream(file)
                .setMaxCount(Integer.toUnsignedLong(tag.bytes))
                .setPropagateClose(false)
                .get()) {
            if (tag.type == COMPRESSED) {
                try (InputStream inflated = new InflaterInputStream(part)) {
                    in = inflated;
                    array(tag(), 0, needed);
                }
            } else {
                in = part;
                array(tag, 0, needed);
            }
            part.skipNBytes(part.getRemaining());
        } finally {
            in = file;
        }
        file.skipNBytes(tag.padding);
    }

    /**
     * @param depth 0 = a variable
     * @param needed false = only if its name is wanted
     */
    private void array(Tag tag, int depth, boolean needed) throws IOException {
        if (tag.type != MATRIX) {
            throw new IOException("an element of type " + tag.type + " stands where an array should");
        }
        if (depth > DEPTH) {
            throw new IOException("cells lie in cells, more than " + DEPTH + " deep");
        }
        if (tag.bytes == 0) {
            return;
        }
        int flags = content(FLAG_BYTES).getInt();
        int type = flags & 0xFF;
        if (type == OPAQUE) {
            content(NAME_BYTES);
            content(NAME_BYTES);
            content(NAME_BYTES);
            array(tag(), depth + 1, true);
            return;
        }
        long elements = elements(content(DIMENSION_BYTES));
        ByteBuffer name = content(NAME_BYTES);
        if (needed || isWanted(StandardCharsets.US_ASCII.decode(name).toString())) {
            values(type, (flags & COMPLEX) != 0, elements, depth);
        }
    }

    /** What is no plain name may be taken for any. */
    private boolean isWanted(String name) {
        return names.contains(name) || !name.matches("\\w+");
    }

    private void values(int type, boolean complex, long elements, int depth) throws IOException {
        if (elements > MOST_BYTES) {
            throw new IOException("an array has more than " + MOST_BYTES + " elements");
        }
        if (type == CELL) {
            for (long i = 0; i < elements; i++) {
                array(tag(), depth + 1, true);
            }
        } else if (type == CHAR) {
            if (skip(tag()) == 0 && elements > 0) {
                throw new IOException("a text of " + elements + " characters is not there");
            }
        } else if (type >= FIRST_NUMBER && type <= LAST_NUMBER) {
            skip(tag());
            if (complex) {
                skip(tag());
            }
        } else {
            throw new IOException(
                    "it holds an array of class " + type + ", which is neither numbers nor text nor a cell");
        }
    }

    /** @return more than {@link #MOST_BYTES} for whatever is too many */
    private static long elements(ByteBuffer dimensions) {
        long elements = 1;
        while (dimensions.remaining() >= Integer.BYTES) {
            int dimension = dimensions.getInt();
            elements = dimension < 0 ? Long.MAX_VALUE : Math.min(MOST_BYTES + 1, elements) * dimension;
        }
        return elements;
    }

    private Tag tag() throws IOException {
        return tag(bytes(Integer.BYTES).getInt());
    }

    private Tag tag(int first) throws IOException {
        // short elements have type and length in the same four bytes
        boolean packed = first >> Short.SIZE != 0;
        int type = packed ? first & 0xFFFF : first;
        int length = packed ? first >> Short.SIZE : bytes(Integer.BYTES).getInt();
        int tagBytes = packed ? Integer.BYTES : 2 * Integer.BYTES;
        boolean aligned = type == MATRIX || type == COMPRESSED;
        return new Tag(type, length, aligned ? 0 : Math.floorMod(-(tagBytes + length), Long.BYTES));
    }

    /** What the next element holds. */
    private ByteBuffer content(int most) throws IOException {
        Tag tag = tag();
        if (tag.bytes < 0 || tag.bytes > most) {
            throw new IOException("a head of an array has " + tag.bytes + " bytes; at most " + most + " are expected");
        }
        ByteBuffer content = bytes(tag.bytes);
        in.skipNBytes(tag.padding);
        return content;
    }

    private ByteBuffer bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it ends too early");
        }
        spend(length);
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** @return how many bytes it holds */
    private int skip(Tag tag) throws IOException {
        if (tag.bytes < 0) {
            throw new IOException("an element has " + tag.bytes + " bytes");
        }
        spend(tag.bytes);
        in.skipNBytes((long) tag.bytes + tag.padding);
        return tag.bytes;
    }

    private void spend(long bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("its variables have more than " + MOST_BYTES + " bytes");
        }
    }
}
