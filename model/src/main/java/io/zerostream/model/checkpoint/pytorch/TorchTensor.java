package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.Tensor.DataType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A tensor of a PyTorch file: a view of a storage, whose geometry has been checked, but whose elements were not read yet. */
public final class TorchTensor {
    /** PyTorch's own limit. */
    private static final int MOST_DIMENSIONS = 64;

    private final Storage storage;
    private final DataType type;
    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final long elements;

    /**
     * @param offset of the first element, in elements of the type
     * @throws ModelException when the view reaches outside the storage, or is absurd
     */
    TorchTensor(Storage storage, DataType type, long offset, long[] shape, long[] strides) {
        this.storage = storage;
        this.type = type;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        if (shape.length != strides.length || shape.length > MOST_DIMENSIONS) {
            throw new ModelException("a tensor has " + shape.length + " sizes and " + strides.length
                    + " strides; both must be as many, at most " + MOST_DIMENSIONS);
        }
        try {
            elements = count();
            checkInside();
        } catch (ArithmeticException e) {
            throw new ModelException("the sizes of tensor " + this + " overflow 64 bits", e);
        }
    }

    private long count() {
        boolean empty = false;
        long product = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0 || strides[i] < 0) {
                throw new ModelException("tensor " + this + " has a negative size or stride");
            }
            empty |= shape[i] == 0;
            product = Math.multiplyExact(product, Math.max(1, shape[i]));
        }
        Math.multiplyExact(product, type.bytes());
        return empty ? 0 : product;
    }

    private void checkInside() {
        long last = offset;
        for (int i = 0; i < shape.length && elements > 0; i++) {
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        long held = storage.bytes() / type.bytes();
        if (offset < 0 || (elements > 0 ? last >= held : offset > held)) {
            throw new ModelException("tensor " + this + " reaches element " + last + " of a storage of " + held);
        }
    }

    /** Element type as stored. */
    public DataType type() {
        return type;
    }

    /** Sizes, outermost first; a copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** Bytes that its elements take one after the other, which can be more than the file has: views repeat elements. */
    public long bytes() {
        return elements * type.bytes();
    }

    /**
     * Reads its elements.
     *
     * @return little-endian, in C order, in a buffer of its own
     * @throws ModelException when the file is damaged, or the tensor larger than 2 GiB
     */
    public Tensor read() {
        if (bytes() > Integer.MAX_VALUE - 8) {
            throw new ModelException("tensor " + this + " is larger than the 2 GiB that fit an array");
        }
        ByteBuffer from = storage.read();
        ByteBuffer to = ByteBuffer.allocate((int) bytes());
        if (elements > 0) {
            copy(from.array(), from.arrayOffset() + (int) (offset * type.bytes()), to, 0);
        }
        return new Tensor(type, shape.clone(), to.flip().asReadOnlyBuffer());
    }

    /** The elements below one index of each outer dimension; as deep as there are dimensions, at most 64. */
    private void copy(byte[] from, int at, ByteBuffer to, int dimension) {
        int left = shape.length - dimension;
        if (contiguous(dimension)) {
            long length = type.bytes();
            for (int i = dimension; i < shape.length; i++) {
                length *= shape[i];
            }
            to.put(from, at, (int) length);
        } else if (left == 1 && strides[dimension] == 0) {
            for (long i = 0; i < shape[dimension]; i++) {
                to.put(from, at, type.bytes());
            }
        } else {
            for (long i = 0; i < shape[dimension]; i++) {
                copy(from, at + (int) (i * strides[dimension] * type.bytes()), to, dimension + 1);
            }
        }
    }

    private boolean contiguous(int dimension) {
        long expected = 1;
        for (int i = shape.length - 1; i >= dimension; i--) {
            if (shape[i] != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape) + " with strides " + Arrays.toString(strides) + " at " + offset;
    }
}
