package io.zerostream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a person asked for. */
final class Outputs {
    private Outputs() {}

    /** @throws UserException when the file cannot be written */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text + System.lineSeparator());
        } catch (IOException e) {
            throw new UserException("cannot write " + file + " (" + e + "); does its folder exist, is it writable?");
        }
    }

    /** Refuses, before hours of work, a file that could not be written after it. */
    static void check(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserException(file + ": there is no folder to write that file to");
        }
    }
}
