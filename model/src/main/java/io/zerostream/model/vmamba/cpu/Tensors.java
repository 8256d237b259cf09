package io.zerostream.model.vmamba.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.zerostream.model.ModelException;
import java.util.List;

/** Addresses of arrays, by the stable C functions of the engine's library. */
public final class Tensors {
    /** Mapped without proxies: a kernel asks for seven addresses, and the smallest takes less than a millisecond. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("torch_cpu"));
        }

        static native int aoti_torch_get_data_ptr(long tensor, LongByReference address);

        static native int aoti_torch_get_strides(long tensor, PointerByReference strides);
    }

    private Tensors() {}

    /** The same values, laid out in C order without gaps: the array itself, or a copy on its manager. */
    public static NDArray contiguous(NDArray array) {
        if (isContiguous(array)) {
            return array;
        }
        // a reshape copies what is not in order
        return array.reshape(-1).reshape(array.getShape());
    }

    private static boolean isContiguous(NDArray array) {
        Shape shape = array.getShape();
        int dimensions = shape.dimension();
        if (dimensions == 0) {
            return true;
        }
        PointerByReference strides = new PointerByReference();
        check(Functions.aoti_torch_get_strides(((PtNDArray) array).getHandle(), strides), "strides", array);
        long[] steps = strides.getValue().getLongArray(0, dimensions);
        long expected = 1;
        for (int i = dimensions - 1; i >= 0; i--) {
            if (shape.get(i) != 1 && steps[i] != expected) {
                return false;
            }
            expected *= shape.get(i);
        }
        return true;
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
        check(Functions.aoti_torch_get_data_ptr(((PtNDArray) array).getHandle(), address), "address", array);
        return address.getValue();
    }

    /** {@link #address} of each. */
    public static long[] addresses(List<NDArray> arrays) {
        return arrays.stream().mapToLong(Tensors::address).toArray();
    }

    private static void check(int error, String what, NDArray array) {
        if (error != 0) {
            throw new ModelException("the engine gives no " + what + " for an array of shape " + array.getShape());
        }
    }
}
