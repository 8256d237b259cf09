package io.zerostream.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that commands write at their end. */
final class OutputFiles {
    private OutputFiles() {}

    /**
     * Minutes of work should not end in a file that cannot be written.
     *
     * @param option whose value it is
     * @param file null when none is wanted
     * @throws UserException naming both
     */
    static void checkWritable(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
            throw new UserException(option + " " + file + ": there is no folder to write that file to");
        }
    }
}
