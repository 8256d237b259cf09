package io.zerostream.conformance.internal;

import io.zerostream.conformance.result.ConformanceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of a {@code .npy} file, format versions 1 to 3, little-endian.
 *
 * @param type element type as NumPy writes it, without the byte order: f4, i8, b1, …
 * @param shape sizes, outermost first; empty for a single value
 * @param data elements in C order, whatever the order of the file was
 */
record NpyArray(String type, long[] shape, ByteBuffer data) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER =
            Pattern.compile("\\s*\\{\\s*'descr':\\s*'([<>|=])([a-z]\\d+)',\\s*'fortran_order':\\s*(True|False),"
                    + "\\s*'shape':\\s*\\(([0-9,\\s]*)\\),?\\s*\\}\\s*");

    /**
     * Reads one.
     *
     * @param file all its bytes
     * @throws ConformanceException when it is no such file, or its length does not fit its header
     */
    static NpyArray parse(String name, byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 12 || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
            throw new ConformanceException("array '" + name + "' is no .npy file");
        }
        boolean wide = bytes.get(6) > 1;
        long headerLength = wide ? bytes.getInt(8) & 0xffffffffL : bytes.getShort(8) & 0xffff;
        int start = wide ? 12 : 10;
        if (headerLength > file.length - start) {
            throw new ConformanceException("array '" + name + "' ends inside its header");
        }
        String header = new String(file, start, (int) headerLength, StandardCharsets.UTF_8);
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches() || parts.group(1).equals(">")) {
            throw new ConformanceException(
                    "array '" + name + "' has a header that is not understood: " + header.strip());
        }
        String type = parts.group(2);
        long[] shape = shape(parts.group(4));
        int from = start + (int) headerLength;
        ByteBuffer data =
                ByteBuffer.wrap(file, from, file.length - from).slice().order(ByteOrder.LITTLE_ENDIAN);
        NpyArray array = new NpyArray(type, shape, data);
        if (array.size() * array.width() != data.remaining()) {
            throw new ConformanceException("array '" + name + "' has " + data.remaining() + " bytes for "
                    + Arrays.toString(shape) + " elements of type " + type);
        }
        return parts.group(3).equals("True") ? array.fromFortran() : array;
    }

    private static long[] shape(String sizes) {
        return Arrays.stream(sizes.split(","))
                .map(String::strip)
                .filter(size -> !size.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Bytes of an element. */
    int width() {
        return Integer.parseInt(type, 1, type.length(), 10);
    }

    /** Number of elements. */
    long size() {
        long size = 1;
        for (long s : shape) {
            size = Math.multiplyExact(size, s);
        }
        return size;
    }

    private NpyArray fromFortran() {
        ByteBuffer ordered = ByteBuffer.allocate(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] element = new byte[width()];
        for (int i = 0; i < size(); i++) {
            // position i in C order is where in the file's order, first axis fastest?
            long left = i;
            long at = 0;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                long stride = 1;
                for (int k = 0; k < axis; k++) {
                    stride *= shape[k];
                }
                at += left % shape[axis] * stride;
                left /= shape[axis];
            }
            data.get((int) at * element.length, element);
            ordered.put(element);
        }
        return new NpyArray(type, shape, ordered.flip());
    }

    /** All elements; exact for float32 and smaller. */
    double[] toDoubles() {
        double[] values = new double[(int) size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "f4" -> data.getFloat(4 * i);
                case "f8" -> data.getDouble(8 * i);
                default -> whole(i);
            };
        }
        return values;
    }

    /** All elements, rounded to float32. */
    float[] toFloats() {
        double[] doubles = toDoubles();
        float[] values = new float[doubles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) doubles[i];
        }
        return values;
    }

    /** All elements of an array of whole numbers. */
    long[] toLongs() {
        long[] values = new long[(int) size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole(i);
        }
        return values;
    }

    private long whole(int i) {
        return switch (type) {
            case "i8", "u8" -> data.getLong(8 * i);
            case "i4" -> data.getInt(4 * i);
            case "u4" -> data.getInt(4 * i) & 0xffffffffL;
            case "i2" -> data.getShort(2 * i);
            case "u2" -> data.getShort(2 * i) & 0xffff;
            case "i1" -> data.get(i);
            case "u1", "b1" -> data.get(i) & 0xff;
            default -> throw new ConformanceException("elements of type " + type + " are not read as numbers");
        };
    }

    /** The bytes of the elements. */
    byte[] bytes() {
        byte[] bytes = new byte[data.remaining()];
        data.get(data.position(), bytes);
        return bytes;
    }

    /** Size of an axis. */
    int size(int axis) {
        return Math.toIntExact(shape[axis]);
    }
}
