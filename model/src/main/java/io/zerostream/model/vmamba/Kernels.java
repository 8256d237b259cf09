package io.zerostream.model.vmamba;

import ai.djl.Device;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import io.zerostream.model.vmamba.cpu.CpuSs2d;
import io.zerostream.model.vmamba.cuda.CudaLibrary;
import io.zerostream.model.vmamba.cuda.CudaSs2d;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which implementation does the heavy work. By itself the fused kernels, native on the CPU and CUDA on a GPU, where the
 * machine has them, and tensor operations elsewhere; the system property {@value #PROPERTY} forces one.
 */
public final class Kernels {
    /** {@code auto}, {@code native} or {@code tensor}. */
    public static final String PROPERTY = "zerostream.kernel";

    private enum Choice {
        AUTO,
        NATIVE,
        TENSOR
    }

    private Kernels() {}

    /**
     * The kernel for arrays of a device, for forwards of which the engine records nothing.
     *
     * @throws ModelException when native kernels are asked for and there are none, or the property names nothing
     */
    public static Ss2dKernel ss2d(Device device) {
        if (device.isGpu()) {
            return fusedSs2d(CudaLibrary.isAvailable(device), CudaLibrary.describe(device))
                    ? new CudaSs2d()
                    : Ss2dKernel.tensor();
        }
        return fused(device) ? new CpuSs2d() : Ss2dKernel.tensor();
    }

    /**
     * Whether a whole network on this device runs in the native library: on the CPU alone. A GPU's networks are the
     * engine's operations around {@link #ss2d}.
     *
     * @throws ModelException when native kernels are asked for and this machine has none, or the property names nothing
     */
    public static boolean fused(Device device) {
        return !device.isGpu() && fusedSs2d(CpuLibrary.isAvailable(), CpuLibrary.describe());
    }

    /** One line for people: what runs on this device, and why. */
    public static String describe(Device device) {
        if (choice() == Choice.TENSOR) {
            return "tensor operations, as -D" + PROPERTY + " asks";
        }
        return device.isGpu() ? CudaLibrary.describe(device) : CpuLibrary.describe();
    }

    private static boolean fusedSs2d(boolean available, String description) {
        Choice choice = choice();
        if (choice == Choice.NATIVE && !available) {
            throw new ModelException("-D" + PROPERTY + "=native cannot be met: " + description);
        }
        return choice != Choice.TENSOR && available;
    }

    private static Choice choice() {
        String name = System.getProperty(PROPERTY, "auto");
        return Arrays.stream(Choice.values())
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelException(
                        "-D" + PROPERTY + "=" + name + " names no kernel; use auto, native or tensor"));
    }
}
