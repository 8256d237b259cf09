package io.zerostream.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in a folder of its own, for readers that want a path; one a process, deleted at its end. */
public final class ScratchFile {
    private final Path folder;
    private final Path file;

    /** @throws IOException when there is no place for it */
    public ScratchFile(String name) throws IOException {
        folder = Files.createTempDirectory("fuzz");
        folder.toFile().deleteOnExit();
        file = folder.resolve(name);
        file.toFile().deleteOnExit();
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** A path in the same folder, for what the reader looks for beside the file; deleted with it. */
    public Path beside(String name) {
        Path other = folder.resolve(name);
        other.toFile().deleteOnExit();
        return other;
    }

    /** Writes it anew. */
    public Path with(byte[] content) throws IOException {
        return Files.write(file, content);
    }
}
