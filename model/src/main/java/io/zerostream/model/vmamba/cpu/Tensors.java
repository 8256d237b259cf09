package io.zerostream.model.vmamba.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.LongByReference;
import io.zerostream.model.ModelException;
import java.util.List;

/** Addresses of arrays, by the stable C functions of the engine's library. */
public final class Tensors {
    private static final class Holder {
        static final Functions FUNCTIONS = Native.load("torch_cpu", Functions.class);
    }

    interface Functions extends Library {
        int aoti_torch_get_data_ptr(long tensor, LongByReference address);
    }

    private Tensors() {}

    /** The same values, laid out in C order without gaps: the array itself, or a copy on its manager. */
    public static NDArray contiguous(NDArray array) {
        // a reshape copies what is not in order, and what is in order it shares
        return array.reshape(-1).reshape(array.getShape());
    }

    /**
     * Where an array's first element lies: in host memory, or in that of its device.
     *
     * @param array float32, contiguous; must stay open as long as the address is used
     * @throws ModelException when it is of another type, or the engine refuses
     */
    public static long address(NDArray array) {
        if (array.getDataType() != DataType.FLOAT32) {
            throw new ModelException("kernels work on float32, not on an array of " + array.getDataType());
        }
        LongByReference address = new LongByReference();
        int error = Holder.FUNCTIONS.aoti_torch_get_data_ptr(((PtNDArray) array).getHandle(), address);
        if (error != 0) {
            throw new ModelException("the engine gives no address for an array of shape " + array.getShape());
        }
        return address.getValue();
    }

    /** {@link #address} of each. */
    public static long[] addresses(List<NDArray> arrays) {
        return arrays.stream().mapToLong(Tensors::address).toArray();
    }
}
