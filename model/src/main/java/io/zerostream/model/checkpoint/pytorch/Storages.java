package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor.DataType;

/** The bare bytes beside a pickle, which tensors are views of. */
@FunctionalInterface
interface Storages {
    /**
     * The storage of this key; the same one each time.
     *
     * @param elements at least 0
     * @throws ModelException when the file has no such storage, or not that many elements of it, or it was asked for
     *     before with another type or size
     */
    Storage storage(DataType type, String key, long elements);
}
