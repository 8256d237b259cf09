package io.zerostream.model.vmamba.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** CUDA's run-time compiler: source to what the driver loads. Needs no GPU. Safe for any number of threads. */
final class Nvrtc {
    private final NvrtcFunctions functions;

    Nvrtc(NvrtcFunctions functions) {
        this.functions = functions;
    }

    /** Version, as in 12.8. */
    String version() {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        check(functions.nvrtcVersion(major, minor), "tell its version");
        return major.getValue() + "." + minor.getValue();
    }

    /**
     * Compiles the kernels.
     *
     * @param code which specialisation
     * @param capability of the GPU, as in 90 for 9.0
     * @return machine code of that GPU; for a GPU newer than the compiler, PTX, which the driver translates
     * @throws CudaException when the source does not compile, with the compiler's words, or the GPU is too old for it
     */
    byte[] compile(KernelCode code, int capability) {
        int newest = newestUpTo(capability);
        boolean exact = newest == capability;
        List<String> options = new ArrayList<>(code.defines());
        options.add("--gpu-architecture=" + (exact ? "sm_" : "compute_") + newest);
        PointerByReference program = new PointerByReference();
        check(
                functions.nvrtcCreateProgram(program, KernelCode.source(), "ss2d.cu", 0, null, null),
                "take the kernels' source");
        try {
            int error =
                    functions.nvrtcCompileProgram(program.getValue(), options.size(), options.toArray(new String[0]));
            if (error != 0) {
                throw new CudaException("the CUDA compiler refuses the kernels with " + options + " ("
                        + functions.nvrtcGetErrorString(error) + "): " + log(program.getValue()));
            }
            return exact ? machineCode(program.getValue()) : portableCode(program.getValue());
        } finally {
            check(functions.nvrtcDestroyProgram(program), "let go of the kernels' source");
        }
    }

    private int newestUpTo(int capability) {
        IntByReference count = new IntByReference();
        check(functions.nvrtcGetNumSupportedArchs(count), "count the GPUs that it knows");
        int[] known = new int[count.getValue()];
        check(functions.nvrtcGetSupportedArchs(known), "list the GPUs that it knows");
        return Arrays.stream(known)
                .filter(architecture -> architecture <= capability)
                .max()
                .orElseThrow(() -> new CudaException("the CUDA compiler " + version() + " knows no GPU as old as one of"
                        + " compute capability " + capability / 10 + "." + capability % 10 + ", only "
                        + Arrays.toString(known) + "; use the libraries of an older CUDA version"));
    }

    private byte[] machineCode(Pointer program) {
        LongByReference size = new LongByReference();
        check(functions.nvrtcGetCUBINSize(program, size), "size the machine code");
        byte[] image = new byte[Math.toIntExact(size.getValue())];
        check(functions.nvrtcGetCUBIN(program, image), "give the machine code");
        return image;
    }

    private byte[] portableCode(Pointer program) {
        LongByReference size = new LongByReference();
        check(functions.nvrtcGetPTXSize(program, size), "size the PTX");
        byte[] image = new byte[Math.toIntExact(size.getValue())];
        check(functions.nvrtcGetPTX(program, image), "give the PTX");
        return image;
    }

    private String log(Pointer program) {
        LongByReference size = new LongByReference();
        check(functions.nvrtcGetProgramLogSize(program, size), "size its log");
        byte[] text = new byte[Math.toIntExact(size.getValue())];
        check(functions.nvrtcGetProgramLog(program, text), "give its log");
        return new String(text, StandardCharsets.UTF_8).strip();
    }

    private void check(int error, String action) {
        if (error != 0) {
            throw new CudaException("the CUDA compiler could not " + action + ": error " + error + ", "
                    + functions.nvrtcGetErrorString(error));
        }
    }
}
