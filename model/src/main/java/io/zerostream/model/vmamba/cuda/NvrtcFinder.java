package io.zerostream.model.vmamba.cuda;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for CUDA's run-time compiler: the file of {@value #PROPERTY}; the engine's folders ({@code PYTORCH_LIBRARY_PATH},
 * and where the engine's library was loaded from, which may be its cache); the system's own search path; the toolkit
 * ({@code CUDA_HOME}, {@code CUDA_PATH}, /usr/local/cuda).
 */
final class NvrtcFinder {
    /** System property: path of the compiler's library. */
    static final String PROPERTY = "zerostream.nvrtc";

    private static final List<String> NAMES = Platform.isWindows()
            ? List.of("nvrtc64_130_0", "nvrtc64_120_0")
            : List.of("libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so");

    private NvrtcFinder() {}

    /** @throws CudaException naming every place that was tried */
    static Nvrtc find() {
        List<String> tried = new ArrayList<>();
        for (String library : candidates(tried)) {
            try {
                loadCompanion(library);
                Nvrtc compiler = new Nvrtc(Native.load(library, NvrtcFunctions.class));
                // functions are looked up at their first call: a library without them is found out here
                compiler.version();
                return compiler;
            } catch (UnsatisfiedLinkError | IOException e) {
                // what the loader says of a name that is nowhere is long and says nothing more
                tried.add(library.indexOf('/') < 0 ? library : library + " (" + e.getMessage() + ")");
            }
        }
        throw new CudaException("no CUDA run-time compiler; tried " + String.join(", ", tried)
                + ". Install the CUDA toolkit's nvrtc, or name the library's file by -D" + PROPERTY);
    }

    private static List<String> candidates(List<String> tried) {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return List.of(given);
        }
        Set<String> candidates = new LinkedHashSet<>(inFolder(System.getenv("PYTORCH_LIBRARY_PATH"), "", tried));
        candidates.addAll(inFolder(engineFolder(), "", tried));
        candidates.addAll(NAMES);
        candidates.addAll(inFolder(System.getenv("CUDA_HOME"), "lib64", tried));
        candidates.addAll(inFolder(System.getenv("CUDA_PATH"), Platform.isWindows() ? "bin" : "lib64", tried));
        candidates.addAll(inFolder("/usr/local/cuda", "lib64", tried));
        return List.copyOf(candidates);
    }

    /** Where the engine's library is: for CUDA that is mostly its download cache, and the compiler lies beside it. */
    private static String engineFolder() {
        Engine.getEngine("PyTorch");
        return LibUtils.getLibtorchPath();
    }

    private static List<String> inFolder(@Nullable String folder, String below, List<String> tried) {
        Path path = Path.of(Objects.requireNonNullElse(folder, ""), below);
        if (folder == null || !Files.isDirectory(path)) {
            return List.of();
        }
        try {
            return compilers(path);
        } catch (IOException e) {
            tried.add(path + " (" + e + ")");
            return List.of();
        }
    }

    /**
     * The files of a folder whose names are the compiler's, the newest version first; also names with a digest in them, as
     * PyTorch ships, but neither the compiler's own second library nor its alternative build.
     */
    static List<String> compilers(Path folder) throws IOException {
        return files(folder, "(lib)?nvrtc(?!-builtins)(?!.*\\.alt\\.)(64_|-[0-9a-f]+)?[^-]*");
    }

    /** The compiler opens a second library by name; when the system would not find that one, it lies beside the first. */
    private static void loadCompanion(String library) throws IOException {
        Path folder = Path.of(library).getParent();
        if (folder != null && Files.isDirectory(folder)) {
            files(folder, "(lib)?nvrtc-builtins(?!.*\\.alt).*").forEach(NativeLibrary::getInstance);
        }
    }

    private static List<String> files(Path folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.matches(pattern) && (name.contains(".so") || name.endsWith(".dll"));
                    })
                    .map(Path::toString)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
