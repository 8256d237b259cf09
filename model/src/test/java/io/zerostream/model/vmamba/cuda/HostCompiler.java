package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Compilers that a machine may have. */
final class HostCompiler {
    private HostCompiler() {}

    /** The first of these programs that the search path has. */
    static Optional<String> find(String... names) {
        List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
        return Arrays.stream(names)
                .filter(name -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
                .findFirst();
    }

    /** Runs one; the test fails with its words when it fails. */
    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s said: %s", String.join(" ", command), words)
                .isZero();
    }

    /** The kernels' source as a file. */
    static Path source(Path folder) throws IOException {
        return Files.writeString(folder.resolve("ss2d.cu"), KernelCode.source());
    }
}
