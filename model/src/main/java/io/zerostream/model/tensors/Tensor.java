package io.zerostream.model.tensors;

import io.zerostream.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor of a file.
 *
 * @param type element type as stored
 * @param shape sizes, outermost first; empty for a scalar
 * @param data little-endian elements in C order; read-only view of the file's bytes
 */
public record Tensor(DataType type, long[] shape, ByteBuffer data) {
    /** Element types that files hold. The names are those of safetensors; the last are in PyTorch's files only. */
    public enum DataType {
        BOOL(1),
        U8(1),
        I8(1),
        F8_E5M2(1),
        F8_E4M3(1),
        I16(2),
        U16(2),
        F16(2),
        BF16(2),
        I32(4),
        U32(4),
        F32(4),
        F64(8),
        I64(8),
        U64(8),
        C64(8),
        C32(4),
        C128(16),
        F8_E5M2FNUZ(1),
        F8_E4M3FNUZ(1);

        private final int bytes;

        DataType(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one element. */
        public int bytes() {
            return bytes;
        }

        /** Size of what a machine of the other byte order turns round: of a complex number each half. */
        public int swappedUnit() {
            return switch (this) {
                case C32, C64, C128 -> bytes / 2;
                default -> bytes;
            };
        }

        /** Whether safetensors has it. */
        public boolean inSafetensors() {
            return switch (this) {
                case C32, C128, F8_E5M2FNUZ, F8_E4M3FNUZ -> false;
                default -> true;
            };
        }
    }

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

    /**
     * The elements as float32: exact for bool and for float types of at most 32 bits, rounded to the nearest for others.
     *
     * @throws ModelException for types that do not stand for real numbers, or that no network we know of uses
     */
    public float[] toFloats() {
        ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        float[] values = new float[in.remaining() / type.bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case F32 -> in.getFloat();
                case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
                case F16 -> SmallFloats.half(in.getShort());
                case F64 -> (float) in.getDouble();
                case F8_E5M2 -> SmallFloats.half((short) (in.get() << 8));
                case F8_E4M3 -> SmallFloats.e4m3(in.get());
                case BOOL -> in.get() == 0 ? 0 : 1;
                case I8 -> in.get();
                case U8 -> in.get() & 0xff;
                case I16 -> in.getShort();
                case U16 -> in.getShort() & 0xffff;
                case I32 -> in.getInt();
                case U32 -> in.getInt() & 0xffffffffL;
                case I64 -> in.getLong();
                case U64, C32, C64, C128, F8_E5M2FNUZ, F8_E4M3FNUZ ->
                    throw new ModelException("elements of type " + type + " cannot be weights");
            };
        }
        return values;
    }

    /**
     * {@link #toFloats} for weights: one number that is not finite would spoil what a network says of every picture, or,
     * worse, of some.
     *
     * @param name of the tensor, for the message
     * @throws ModelException naming the first number that is not finite and where it is; as {@link #toFloats} does
     */
    public float[] toFiniteFloats(String name) {
        float[] values = toFloats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ModelException("tensor '" + name + "' has " + values[i] + " at " + Arrays.toString(place(i))
                        + "; weights must be finite: its training diverged or the file is damaged, take another one");
            }
        }
        return values;
    }

    /** Indices of an element, outermost first. */
    private long[] place(int element) {
        long[] indices = new long[shape.length];
        long rest = element;
        for (int i = shape.length - 1; i >= 0; i--) {
            indices[i] = rest % shape[i];
            rest /= shape[i];
        }
        return indices;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
