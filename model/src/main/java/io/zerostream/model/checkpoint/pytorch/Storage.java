package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor.DataType;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A run of elements in a file, read when they are first needed. Several tensors may be views of one. */
final class Storage {
    private final DataType type;
    private final long elements;
    private final Supplier<ByteBuffer> source;
    /** Weights that share one storage would each read all of it; the collector takes it back when memory is short. */
    private SoftReference<ByteBuffer> kept = new SoftReference<>(null);

    /**
     * @param elements how many there are
     * @param source reads all of them, little-endian
     */
    Storage(DataType type, long elements, Supplier<ByteBuffer> source) {
        this.type = type;
        this.elements = elements;
        this.source = source;
    }

    DataType type() {
        return type;
    }

    long bytes() {
        return elements * type.bytes();
    }

    /** @throws ModelException when it was declared otherwise before */
    Storage sameAs(DataType otherType, long otherElements, String key) {
        if (type != otherType || elements != otherElements) {
            throw new ModelException("storage " + Globals.printable(key) + " is declared as " + elements
                    + " elements of " + type + " and as " + otherElements + " of " + otherType);
        }
        return this;
    }

    /**
     * Part of it as a storage of its own.
     *
     * @throws ModelException when it reaches beyond the end
     */
    Storage part(long from, long count) {
        if (from < 0 || count < 0 || from > elements - count) {
            throw new ModelException(
                    "a view of " + count + " elements at " + from + " is outside its storage of " + elements);
        }
        return new Storage(type, count, () -> read().slice((int) (from * type.bytes()), (int) (count * type.bytes())));
    }

    /** All its bytes, little-endian; not to be changed. */
    ByteBuffer read() {
        ByteBuffer bytes = kept.get();
        if (bytes == null) {
            bytes = source.get();
            kept = new SoftReference<>(bytes);
        }
        return bytes;
    }
}
