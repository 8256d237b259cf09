package io.zerostream.cli.ingest;

import io.zerostream.cli.client.UserException;
import io.zerostream.schemas.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka has of an intake, a line each, so that the next goes on. A line is written when its picture was acknowledged:
 * what was under way when the process was killed is sent again, with the same event id. One process at a time. Thread-safe.
 */
final class Journal implements AutoCloseable {
    private final Path file;
    private final Set<String> before = new HashSet<>();
    private final FileChannel out;
    private @Nullable LockFile lock;

    /**
     * Reads what is there, and goes on behind it.
     *
     * @param again whether it begins anew instead
     * @throws UserException when the file cannot be read or written, or another process writes it
     */
    Journal(Path file, boolean again) {
        this.file = file;
        Path locked = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw refused(e);
        }
        boolean open = false;
        try {
            lock = LockFile.take(locked);
            if (lock == null) {
                throw new UserException("another ingest of this source runs (process " + LockFile.holder(locked)
                        + " has " + file + "): wait for its end, or give this one another --source or --journal");
            }
            if (again) {
                out.truncate(0);
            }
            byte[] all = Channels.newInputStream(out).readAllBytes();
            // behind the last line end is what was being written when the process was killed
            int end = all.length;
            while (end > 0 && all[end - 1] != '\n') {
                end--;
            }
            new String(all, 0, end, StandardCharsets.UTF_8).lines().forEach(before::add);
            out.truncate(end).position(end);
            open = true;
        } catch (IOException e) {
            throw refused(e);
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private UserException refused(IOException e) {
        return new UserException(
                "cannot keep what was sent in " + file + " (" + e + "): name another file by --journal", e);
    }

    /** Whether Kafka had it before this run. */
    boolean has(String what) {
        return before.contains(escaped(what));
    }

    /** Kafka has it. @throws UncheckedIOException when that cannot be written down */
    synchronized void sent(String what) {
        try {
            ByteBuffer line = StandardCharsets.UTF_8.encode(escaped(what) + '\n');
            while (line.hasRemaining()) {
                out.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
    }

    /** Names of files may hold line ends. */
    private static String escaped(String what) {
        return what.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /** Gives back the lock as well. */
    @Override
    public void close() {
        try {
            out.close();
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }
}
