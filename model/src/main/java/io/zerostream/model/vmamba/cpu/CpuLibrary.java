package io.zerostream.model.vmamba.cpu;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.zerostream.model.ModelException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library of this process, loaded from the jar at its first use. Where there is none for the machine, the
 * reason is logged once, as one line, and can be asked for.
 */
public final class CpuLibrary {
    /** System property that forces an instruction set: avx512, avx2, sse2 or neon. */
    public static final String ISA_PROPERTY = "zerostream.kernel.isa";

    private static final Logger LOG = LoggerFactory.getLogger(CpuLibrary.class);

    private final @Nullable Binding binding;
    private final String description;

    private CpuLibrary(@Nullable Binding binding, String description) {
        this.binding = binding;
        this.description = description;
    }

    private static final class Holder {
        static final CpuLibrary INSTANCE = load();
    }

    /** Whether this machine can use it. */
    public static boolean isAvailable() {
        return Holder.INSTANCE.binding != null;
    }

    /** One line: the instruction set in use, or why there is no library. */
    public static String describe() {
        return Holder.INSTANCE.description;
    }

    /** SHA-256 of the sources that the library was built from; empty without a library. */
    public static String sources() {
        Binding binding = Holder.INSTANCE.binding;
        return binding == null ? "" : binding.zs_sources();
    }

    /**
     * The functions.
     *
     * @throws ModelException when this machine has none, saying why
     */
    static Binding binding() {
        Binding binding = Holder.INSTANCE.binding;
        if (binding == null) {
            throw new ModelException(Holder.INSTANCE.description);
        }
        return binding;
    }

    private static CpuLibrary load() {
        String platform = (Platform.isLinux() ? "linux" : System.getProperty("os.name")) + "-"
                + (Platform.isARM() && Platform.is64Bit() ? "aarch64" : Platform.ARCH.replace('-', '_'));
        String resource = "/io/zerostream/model/native/" + platform + "/libzerostream.so";
        if (CpuLibrary.class.getResource(resource) == null) {
            return missing("no native kernels for " + platform
                    + "; tensor operations are used, which take several times longer");
        }
        try {
            String file = Native.extractFromResourcePath(resource, CpuLibrary.class.getClassLoader())
                    .getAbsolutePath();
            Binding binding = Native.load(file, Binding.class);
            String forced = System.getProperty(ISA_PROPERTY);
            if (forced != null && binding.zs_use_isa(forced) != 0) {
                throw new ModelException("the instruction set '" + forced + "' that " + ISA_PROPERTY
                        + " asks for is not one that this processor and the library have; without it "
                        + binding.zs_isa() + " is used");
            }
            return new CpuLibrary(binding, "native kernels for " + platform + ", " + binding.zs_isa());
        } catch (IOException | UnsatisfiedLinkError e) {
            return missing("the native kernels for " + platform + " cannot be loaded (" + e.getMessage()
                    + "); tensor operations are used, which take several times longer");
        }
    }

    private static CpuLibrary missing(String reason) {
        LOG.warn("{}", reason);
        return new CpuLibrary(null, reason);
    }
}
