package io.zerostream.cli.options;

import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that commands write at their end. */
public final class Outputs {
    private Outputs() {}

    /**
     * Writes the text and the end of its last line; what was there before is gone.
     *
     * @throws UserException when the file cannot be written
     */
    public static void write(Path file, String text) {
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
    public static void check(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
            throw new UserException(option + " " + file + ": there is no folder to write that file to");
        }
    }
}
