package io.zerostream.model.vmamba.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A GPU and the kernels loaded on it. It works in the device's primary context, the one that the engine uses, and never
 * lets go of it: it and the loaded code live as long as the process.
 */
final class CudaDevice implements Launcher {
    private record Loaded(KernelCode code, String kernel) {}

    private final CudaDriver driver;
    private final Nvrtc compiler;
    private final IntFunction<@Nullable Pointer> streams;
    private final int ordinal;
    private final int device;
    private final Pointer context;
    private final int multiprocessors;
    private final Map<KernelCode, Pointer> modules = new ConcurrentHashMap<>();
    private final Map<Loaded, Pointer> kernels = new ConcurrentHashMap<>();

    /**
     * @param streams the stream to use on a device, asked at every launch
     * @param ordinal number of the GPU among those that this process sees
     * @throws CudaException when there is no such GPU, or it refuses
     */
    CudaDevice(CudaDriver driver, Nvrtc compiler, IntFunction<@Nullable Pointer> streams, int ordinal) {
        this.driver = driver;
        this.compiler = compiler;
        this.streams = streams;
        this.ordinal = ordinal;
        IntByReference found = new IntByReference();
        driver.check(driver.cuDeviceGet(found, ordinal), "find GPU " + ordinal);
        device = found.getValue();
        PointerByReference primary = new PointerByReference();
        driver.check(driver.cuDevicePrimaryCtxRetain(primary, device), "open GPU " + ordinal);
        context = primary.getValue();
        multiprocessors = attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    }

    /** Name and compute capability, for people. */
    String describe() {
        byte[] name = new byte[128];
        driver.check(driver.cuDeviceGetName(name, name.length, device), "tell the name of GPU " + ordinal);
        int capability = capability();
        return Native.toString(name, StandardCharsets.UTF_8.name()) + " (compute capability " + capability / 10 + "."
                + capability % 10 + ")";
    }

    @Override
    public int multiprocessors() {
        return multiprocessors;
    }

    @Override
    public void launch(KernelCode code, String kernel, int[] grid, Task task) {
        long[] values = task.values();
        try (Memory argument = new Memory((long) values.length * Long.BYTES)) {
            argument.write(0, values, 0, values.length);
            inContext(() -> {
                Pointer function = function(code, kernel);
                driver.check(
                        driver.cuLaunchKernel(
                                function,
                                grid[0],
                                grid[1],
                                grid[2],
                                KernelCode.TILE,
                                1,
                                1,
                                0,
                                streams.apply(ordinal),
                                new Pointer[] {argument},
                                null),
                        "start " + kernel + " in " + grid[0] + "x" + grid[1] + "x" + grid[2] + " blocks on GPU "
                                + ordinal);
                return kernel;
            });
        }
    }

    /** Compiles and loads now what a first call would. */
    void prepare(KernelCode code) {
        inContext(() -> module(code));
    }

    private Pointer function(KernelCode code, String kernel) {
        return kernels.computeIfAbsent(new Loaded(code, kernel), key -> {
            PointerByReference function = new PointerByReference();
            driver.check(driver.cuModuleGetFunction(function, module(code), kernel), "find the kernel " + kernel);
            return function.getValue();
        });
    }

    private Pointer module(KernelCode code) {
        return modules.computeIfAbsent(code, key -> {
            byte[] image = compiler.compile(key, capability());
            PointerByReference module = new PointerByReference();
            // one more byte: PTX is a text that ends in 0
            try (Memory copy = new Memory(image.length + 1L)) {
                copy.clear();
                copy.write(0, image, 0, image.length);
                driver.check(
                        driver.cuModuleLoadDataEx(module, copy, 0, null, null),
                        "load the kernels compiled by CUDA " + compiler.version()
                                + " (a driver that knows this version is needed)");
            }
            return module.getValue();
        });
    }

    private int capability() {
        return attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) * 10
                + attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    private int attribute(int which) {
        IntByReference value = new IntByReference();
        driver.check(driver.cuDeviceGetAttribute(value, which, device), "describe GPU " + ordinal);
        return value.getValue();
    }

    /** The thread's own context, of whatever it did before, is back afterwards. */
    <T> T inContext(Supplier<T> work) {
        driver.check(driver.cuCtxPushCurrent_v2(context), "enter the context of GPU " + ordinal);
        try {
            return work.get();
        } finally {
            driver.check(driver.cuCtxPopCurrent_v2(new PointerByReference()), "leave the context of GPU " + ordinal);
        }
    }
}
