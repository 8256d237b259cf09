package io.zerostream.model.vmamba.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The functions of CUDA's run-time compiler that we call. Each gives 0 or an error's number. */
interface NvrtcFunctions extends Library {
    String nvrtcGetErrorString(int error);

    int nvrtcVersion(IntByReference major, IntByReference minor);

    int nvrtcGetNumSupportedArchs(IntByReference count);

    int nvrtcGetSupportedArchs(int[] architectures);

    int nvrtcCreateProgram(
            PointerByReference program,
            String source,
            String name,
            int headers,
            String @Nullable [] headerTexts,
            String @Nullable [] headerNames);

    int nvrtcCompileProgram(Pointer program, int count, String[] options);

    int nvrtcGetProgramLogSize(Pointer program, LongByReference size);

    int nvrtcGetProgramLog(Pointer program, byte[] log);

    int nvrtcGetCUBINSize(Pointer program, LongByReference size);

    int nvrtcGetCUBIN(Pointer program, byte[] image);

    int nvrtcGetPTXSize(Pointer program, LongByReference size);

    int nvrtcGetPTX(Pointer program, byte[] image);

    int nvrtcDestroyProgram(PointerByReference program);
}
