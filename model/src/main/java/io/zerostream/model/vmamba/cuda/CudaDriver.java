package io.zerostream.model.vmamba.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The functions of the CUDA driver that we call, by the names its library exports. Each gives 0 or an error's number. */
interface CudaDriver extends Library {
    int CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16;
    int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75;
    int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76;

    int cuInit(int flags);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    int cuCtxPushCurrent_v2(Pointer context);

    int cuCtxPopCurrent_v2(PointerByReference context);

    int cuModuleLoadDataEx(
            PointerByReference module, Pointer image, int options, @Nullable Pointer keys, @Nullable Pointer values);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            @Nullable Pointer stream,
            Pointer[] arguments,
            @Nullable Pointer extra);

    int cuGetErrorName(int error, PointerByReference text);

    int cuGetErrorString(int error, PointerByReference text);

    /**
     * Turns an error into an exception.
     *
     * @param error what a function gave
     * @param action what was tried, for the message
     */
    default void check(int error, String action) {
        if (error != 0) {
            PointerByReference name = new PointerByReference();
            PointerByReference text = new PointerByReference();
            boolean known = cuGetErrorName(error, name) == 0 && cuGetErrorString(error, text) == 0;
            throw new CudaException("CUDA could not " + action + ": error " + error
                    + (known
                            ? ", " + name.getValue().getString(0) + ", "
                                    + text.getValue().getString(0)
                            : ", which the driver does not know"));
        }
    }
}
