package io.zerostream.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for readers that want a path; one a process, deleted at its end with the one file that is in it. */
final class ScratchFile {
    private final Path folder;
    private final Path file;

    ScratchFile(String name) throws IOException {
        folder = Files.createTempDirectory("fuzz");
        folder.toFile().deleteOnExit();
        file = folder.resolve(name);
        file.toFile().deleteOnExit();
    }

    Path folder() {
        return folder;
    }

    /** Writes it anew. */
    Path with(byte[] content) throws IOException {
        return Files.write(file, content);
    }
}
