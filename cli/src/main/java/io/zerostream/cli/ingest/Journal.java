package io.zerostream.cli.ingest;

import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * What Kafka has of an intake, an event id a line, so that the next goes on. A line is written when its picture was
 * acknowledged: what was under way when the process was killed is sent again, with the same id. Thread-safe.
 */
final class Journal implements AutoCloseable {
    private final Path file;
    private final Set<String> before = new HashSet<>();
    private final Writer out;

    /**
     * Reads what is there, and goes on.
     *
     * @throws UserException when the file cannot be read or written
     */
    Journal(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file)) {
                String text = Files.readString(file);
                text.lines().forEach(before::add);
                if (!text.isEmpty() && !text.endsWith("\n")) {
                    // the process was killed in the middle of it; half an id is nobody's
                    text.lines().reduce((first, second) -> second).ifPresent(before::remove);
                }
            }
            out = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            out.write(before.isEmpty() ? "" : "\n");
            out.flush();
        } catch (IOException e) {
            throw new UserException(
                    "cannot keep what was sent in " + file + " (" + e + "): name another file by --journal", e);
        }
    }

    /** Whether Kafka had it before this run. */
    boolean has(String eventId) {
        return before.contains(escaped(eventId));
    }

    /** Kafka has it. @throws UncheckedIOException when that cannot be written down */
    synchronized void sent(String eventId) {
        try {
            out.write(escaped(eventId) + '\n');
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
    }

    /** Names of files may hold line ends. */
    private static String escaped(String eventId) {
        return eventId.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
