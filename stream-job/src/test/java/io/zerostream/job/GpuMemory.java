package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** What the driver says of the memory of GPU 0: all of it, whoever took it. */
final class GpuMemory {
    private GpuMemory() {}

    /** Functions of the CUDA driver; each gives 0 or an error's number. */
    interface Driver extends Library {
        int cuInit(int flags);

        int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

        int cuDevicePrimaryCtxRelease_v2(int device);

        int cuCtxPushCurrent_v2(Pointer context);

        int cuCtxPopCurrent_v2(PointerByReference context);

        int cuMemGetInfo_v2(LongByReference free, LongByReference total);
    }

    /** Bytes that are taken. */
    static long taken() {
        Driver driver = Native.load("libcuda.so.1", Driver.class);
        PointerByReference context = new PointerByReference();
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        assertThat(driver.cuInit(0)).isZero();
        // the engine's own context
        assertThat(driver.cuDevicePrimaryCtxRetain(context, 0)).isZero();
        assertThat(driver.cuCtxPushCurrent_v2(context.getValue())).isZero();
        int error = driver.cuMemGetInfo_v2(free, total);
        driver.cuCtxPopCurrent_v2(new PointerByReference());
        driver.cuDevicePrimaryCtxRelease_v2(0);
        assertThat(error).isZero();
        return total.getValue() - free.getValue();
    }
}
