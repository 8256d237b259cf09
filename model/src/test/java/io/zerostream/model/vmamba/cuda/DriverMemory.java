package io.zerostream.model.vmamba.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.LongByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Memory of a GPU, straight from the driver: no engine is needed. Its copies wait for the kernels started before. */
final class DriverMemory implements KernelMemory {
    private static final int NAN = 0x7fc00000;

    /** What the product leaves to the engine. */
    interface Functions extends Library {
        int cuMemAlloc_v2(LongByReference address, long bytes);

        int cuMemFree_v2(long address);

        int cuMemsetD32_v2(long address, int value, long count);

        int cuMemcpyHtoD_v2(long to, float[] from, long bytes);

        int cuMemcpyDtoH_v2(float[] to, long from, long bytes);

        int cuCtxSynchronize();

        int cuMemGetInfo_v2(LongByReference free, LongByReference total);
    }

    private static final Functions MEMORY = Native.load("libcuda.so.1", Functions.class);

    private final CudaDriver driver;
    private final CudaDevice device;
    private final List<Long> pieces = new ArrayList<>();

    DriverMemory(CudaDriver driver, CudaDevice device) {
        this.driver = driver;
        this.device = device;
    }

    @Override
    public long room(long floats) {
        LongByReference address = new LongByReference();
        long count = Math.max(1, floats);
        run(() -> MEMORY.cuMemAlloc_v2(address, count * Float.BYTES), "take " + count * Float.BYTES + " bytes");
        pieces.add(address.getValue());
        run(() -> MEMORY.cuMemsetD32_v2(address.getValue(), NAN, count), "fill memory");
        return address.getValue();
    }

    @Override
    public void write(long address, float[] values) {
        run(() -> MEMORY.cuMemcpyHtoD_v2(address, values, (long) values.length * Float.BYTES), "copy to the GPU");
    }

    @Override
    public float[] read(long address, int floats) {
        float[] values = new float[floats];
        run(() -> MEMORY.cuMemcpyDtoH_v2(values, address, (long) floats * Float.BYTES), "copy from the GPU");
        return values;
    }

    /** Waits until all that was started has ended. */
    void await() {
        run(MEMORY::cuCtxSynchronize, "end the kernels");
    }

    /** Bytes of the GPU that nobody has taken, by the driver's account. */
    static long free(Launcher gpu) {
        LongByReference free = new LongByReference();
        CudaLibrary.driver()
                .check(
                        ((CudaDevice) gpu).inContext(() -> MEMORY.cuMemGetInfo_v2(free, new LongByReference())),
                        "count memory");
        return free.getValue();
    }

    private void run(IntSupplier call, String action) {
        driver.check(device.inContext(call::getAsInt), action);
    }

    @Override
    public void close() {
        pieces.forEach(piece -> run(() -> MEMORY.cuMemFree_v2(piece), "give memory back"));
    }
}
