package io.zerostream.model.vmamba;

import ai.djl.Device;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import io.zerostream.model.vmamba.cpu.CpuSs2d;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which implementation does the heavy work. By itself the fused native kernels on the CPU where the machine has them, and
 * tensor operations elsewhere; the system property {@value #PROPERTY} forces one.
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

    /** The kernel for arrays of a device, for forwards of which the engine records nothing. */
    public static Ss2dKernel ss2d(Device device) {
        return fused(device) ? new CpuSs2d() : Ss2dKernel.tensor();
    }

    /**
     * Whether a network on this device runs in the native library.
     *
     * @throws ModelException when native kernels are asked for and this machine has none, or the property names nothing
     */
    public static boolean fused(Device device) {
        return switch (choice()) {
            case TENSOR -> false;
            case AUTO -> !device.isGpu() && CpuLibrary.isAvailable();
            case NATIVE -> {
                if (!CpuLibrary.isAvailable()) {
                    throw new ModelException("-D" + PROPERTY + "=native cannot be met: " + CpuLibrary.describe());
                }
                yield !device.isGpu();
            }
        };
    }

    /** One line for people: what runs on this device, and why. */
    public static String describe(Device device) {
        Choice choice = choice();
        if (device.isGpu()) {
            return "tensor operations on " + device;
        }
        return choice == Choice.TENSOR ? "tensor operations, as -D" + PROPERTY + " asks" : CpuLibrary.describe();
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
