package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the kernels' own source on the host, compiled by the host's C++ compiler around {@code emulator.cc}. */
final class EmulatedGpu implements Launcher {
    private static final Map<KernelCode, Functions> COMPILED = new HashMap<>();

    interface Functions extends Library {
        int emulate(String kernel, int[] grid, Pointer task, int seed);
    }

    private final int multiprocessors;
    private int launches;

    /** The test is skipped where there is no compiler. */
    EmulatedGpu(int multiprocessors) {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the emulated GPU is written for Linux");
        assumeTrue(
                compiler().isPresent(), "no C++ compiler (c++, g++, clang++) on the search path to emulate a GPU with");
        this.multiprocessors = multiprocessors;
    }

    private static Optional<String> compiler() {
        return HostCompiler.find("c++", "g++", "clang++");
    }

    @Override
    public int multiprocessors() {
        return multiprocessors;
    }

    @Override
    public void launch(KernelCode code, String kernel, int[] grid, Task task) {
        synchronized (COMPILED) {
            Functions functions = COMPILED.computeIfAbsent(code, EmulatedGpu::compile);
            long[] values = task.values();
            try (Memory argument = new Memory((long) values.length * Long.BYTES)) {
                argument.write(0, values, 0, values.length);
                assertThat(functions.emulate(kernel, grid, argument, ++launches))
                        .as(
                                "%s (1: no such kernel, 2: a misaligned read, 3: threads wait at different barriers)",
                                kernel)
                        .isZero();
            }
        }
    }

    private static Functions compile(KernelCode code) {
        try {
            Path folder = Files.createTempDirectory("emulated-gpu");
            Path emulator = folder.resolve("emulator.cc");
            try (InputStream in = EmulatedGpu.class.getResourceAsStream("emulator.cc")) {
                Files.copy(in, emulator, StandardCopyOption.REPLACE_EXISTING);
            }
            Path source = HostCompiler.source(folder);
            Path library = folder.resolve("emulated.so");
            List<String> command = new ArrayList<>(List.of(compiler().orElseThrow(), "-std=c++17", "-O1", "-shared"));
            command.addAll(List.of(
                    "-fPIC",
                    "-fvisibility=hidden",
                    "-ffp-contract=off",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-Wno-unknown-pragmas"));
            command.addAll(code.defines());
            command.addAll(List.of("-DKERNELS=\"" + source + "\"", "-o", library.toString(), emulator.toString()));
            HostCompiler.run(command);
            Functions functions = Native.load(library.toString(), Functions.class);
            // the library stays loaded without its files
            for (Path file : List.of(emulator, source, library, folder)) {
                Files.delete(file);
            }
            return functions;
        } catch (IOException e) {
            throw new UncheckedIOException("the emulated GPU cannot be compiled in the temporary folder", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the emulated GPU was compiled", e);
        }
    }
}
