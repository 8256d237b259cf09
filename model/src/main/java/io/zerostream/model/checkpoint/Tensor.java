package io.zerostream.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor of a safetensors file.
 *
 * @param type element type as stored
 * @param shape sizes, outermost first; empty for a scalar
 * @param data little-endian elements in C order; read-only view of the file's bytes
 */
public record Tensor(DataType type, long[] shape, ByteBuffer data) {
    /** Element types we read. */
    public enum DataType {
        F32(4),
        F16(2),
        BF16(2);

        private final int bytes;

        DataType(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    private static final int F16_EXPONENT_BIAS = 15;
    private static final int F16_FRACTION_BITS = 10;

    /**
     * A float32 tensor.
     *
     * @param values in C order, as many as the shape says
     */
    public static Tensor of(float[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Tensor(DataType.F32, shape, data);
    }

    /** The elements as float32; exact for every type we read. */
    public float[] toFloats() {
        ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        float[] values = new float[in.remaining() / type.bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case F32 -> in.getFloat();
                case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
                case F16 -> half(in.getShort());
            };
        }
        return values;
    }

    private static float half(short bits) {
        int exponent = bits >> F16_FRACTION_BITS & 0x1f;
        int fraction = bits & 0x3ff;
        float sign = bits < 0 ? -1 : 1;
        if (exponent == 0x1f) {
            return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
        }
        return exponent == 0
                ? sign * Math.scalb(fraction, 1 - F16_EXPONENT_BIAS - F16_FRACTION_BITS)
                : sign * Math.scalb(fraction | 0x400, exponent - F16_EXPONENT_BIAS - F16_FRACTION_BITS);
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
