package io.zerostream.model.vmamba.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The stream on which the engine puts its work, by the stable C functions of its CUDA library. */
final class TorchStream {
    interface Functions extends Library {
        int aoti_torch_get_current_cuda_stream(int device, PointerByReference stream);
    }

    private final Functions functions;

    /** @throws UnsatisfiedLinkError when the engine's library in this process is not one for CUDA */
    TorchStream() {
        functions = Native.load("torch_cuda", Functions.class);
    }

    /** The calling thread's stream; null is the device's default stream. */
    @Nullable
    Pointer current(int ordinal) {
        PointerByReference stream = new PointerByReference();
        int error = functions.aoti_torch_get_current_cuda_stream(ordinal, stream);
        if (error != 0) {
            throw new CudaException("the engine does not tell its stream on GPU " + ordinal + ": error " + error);
        }
        return stream.getValue();
    }
}
