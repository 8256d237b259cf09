package io.zerostream.model.vmamba.cuda;

import ai.djl.Device;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.zerostream.model.ModelException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels of this process's GPUs. A GPU is opened at its first use; where that fails, the reason is logged once, as one
 * line, and can be asked for.
 */
public final class CudaLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(CudaLibrary.class);
    private static final Map<Device, CudaLibrary> OPEN = new ConcurrentHashMap<>();
    /** The sizes that are compiled to find out whether the compiler and the driver work together. */
    private static final KernelCode TRIAL = new KernelCode(1, 1);

    private final @Nullable CudaDevice device;
    private final String description;

    private CudaLibrary(@Nullable CudaDevice device, String description) {
        this.device = device;
        this.description = description;
    }

    /** Whether this device is a GPU on which the kernels run: driver, compiler and engine are there and fit together. */
    public static boolean isAvailable(Device device) {
        return of(device).device != null;
    }

    /** One line: the GPU and the compiler, or what lacks and what to do. */
    public static String describe(Device device) {
        return of(device).description;
    }

    /**
     * A GPU with its kernels.
     *
     * @throws CudaException when the kernels do not run there, saying why
     */
    static Launcher device(Device device) {
        CudaLibrary library = of(device);
        if (library.device == null) {
            throw new CudaException(library.description);
        }
        return library.device;
    }

    /**
     * The CUDA driver.
     *
     * @throws CudaException when this machine has none, or it does not start
     */
    static CudaDriver driver() {
        CudaDriver driver;
        try {
            driver = Native.load(Platform.isWindows() ? "nvcuda" : "libcuda.so.1", CudaDriver.class);
        } catch (UnsatisfiedLinkError e) {
            throw new CudaException("no CUDA driver on this machine (" + firstLine(e.getMessage()) + ")");
        }
        driver.check(driver.cuInit(0), "start its driver");
        return driver;
    }

    private static CudaLibrary of(Device device) {
        return OPEN.computeIfAbsent(device, CudaLibrary::open);
    }

    private static CudaLibrary open(Device device) {
        if (!device.isGpu()) {
            return new CudaLibrary(null, "the CUDA kernels run on GPUs, not on " + device);
        }
        try {
            Nvrtc compiler = NvrtcFinder.find();
            CudaDevice opened = new CudaDevice(driver(), compiler, stream()::current, device.getDeviceId());
            opened.prepare(TRIAL);
            return new CudaLibrary(
                    opened, "CUDA kernels on " + opened.describe() + ", compiled by CUDA " + compiler.version());
        } catch (ModelException | LinkageError e) {
            // a library of another version may lack a function, which shows at its first call
            String reason = (e instanceof ModelException ? e.getMessage() : firstLine(e.getMessage()))
                    + "; tensor operations are used on " + device + ", which take several times longer";
            LOG.warn("{}", reason);
            return new CudaLibrary(null, reason);
        }
    }

    private static TorchStream stream() {
        try {
            return new TorchStream();
        } catch (UnsatisfiedLinkError e) {
            throw new CudaException(
                    "the engine's library in this process is not one for CUDA (" + firstLine(e.getMessage()) + ")");
        }
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("no reason given");
    }
}
