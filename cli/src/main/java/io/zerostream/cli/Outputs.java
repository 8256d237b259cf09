package io.zerostream.cli;

import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that commands write at their end. */
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

    /**
     * Minutes of work should not end in a file that cannot be written.
     *
     * @param option whose value it is
     * @param file null when none is wanted
     * @throws UserException naming both
     */
    static void check(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
            throw new UserException(option + " " + file + ": there is no folder to write that file to");
        }
    }
}
