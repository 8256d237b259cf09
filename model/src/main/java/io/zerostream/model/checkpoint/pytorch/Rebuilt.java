package io.zerostream.model.checkpoint.pytorch;

import static io.zerostream.model.checkpoint.pytorch.Calls.argument;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyGlobal;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyList;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyTuple;
import io.zerostream.model.tensors.Tensor.DataType;
import java.util.List;

/** The calls by which PyTorch puts tensors together. Which device, gradient or hooks they had does not matter here. */
final class Rebuilt {
    private Rebuilt() {}

    /** {@code (storage, offset, size, stride, …)}. */
    static TorchTensor tensor(String call, List<Object> arguments) {
        Storage storage = argument(call, arguments, 0, Storage.class);
        return view(storage, storage.type(), call, arguments);
    }

    /** {@code (storage, offset, size, stride, requires_grad, hooks, dtype, …)}: types that have no storage class. */
    static TorchTensor typedTensor(String call, List<Object> arguments) {
        Storage storage = argument(call, arguments, 0, Storage.class);
        DataType type = StorageTypes.ofDtype(argument(call, arguments, 6, PyGlobal.class));
        return view(storage, type, call, arguments);
    }

    /** {@code (tensor, …)}. */
    static TorchTensor parameter(String call, List<Object> arguments) {
        return argument(call, arguments, 0, TorchTensor.class);
    }

    private static TorchTensor view(Storage storage, DataType type, String call, List<Object> arguments) {
        long offset = argument(call, arguments, 1, Long.class);
        long[] shape = numbers(call, arguments, 2);
        long[] strides = numbers(call, arguments, 3);
        return new TorchTensor(storage, type, offset, shape, strides);
    }

    private static long[] numbers(String call, List<Object> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof PyList list) {
            return new PyTuple(list.items()).toLongs("a shape");
        }
        if (index >= arguments.size()) {
            throw new ModelException(call + " lacks its part " + (index + 1));
        }
        return argument(call, arguments, index, PyTuple.class).toLongs("a shape");
    }
}
