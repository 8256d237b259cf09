package io.zerostream.platform.internal;

import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The platform's folder: all data, logs and temporary files, locked against a second platform while open. What a crashed
 * run left in {@code tmp} is removed at the next start.
 */
public final class HomeFolder implements AutoCloseable {
    /** Below this a broker stops in the middle of its work. */
    private static final long LEAST_FREE_MIB = 256;

    private static final long MIB = 1024 * 1024;
    private static final String TMP = "tmp";
    private static final List<String> DATA = List.of("kafka", "registry", "flink");

    private final Path path;
    private final HomeLock lock;

    private HomeFolder(Path path, HomeLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder if needed, and locks it.
     *
     * @param fresh whether to delete the data of earlier runs
     * @throws PlatformException when another platform uses it, it cannot be written to, or the disk is nearly full
     */
    public static HomeFolder open(Path path, boolean fresh) {
        HomeFolder home = new HomeFolder(path, HomeLock.take(path));
        try {
            home.delete(TMP);
            if (fresh) {
                DATA.forEach(home::delete);
            }
            requireSpace(path, Files.getFileStore(path).getUsableSpace());
            return home;
        } catch (IOException | RuntimeException e) {
            home.close();
            if (e instanceof PlatformException known) {
                throw known;
            }
            throw new PlatformException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    static void requireSpace(Path path, long freeBytes) {
        if (freeBytes < LEAST_FREE_MIB * MIB) {
            throw new PlatformException("only " + freeBytes / MIB + " MiB are free on the disk of " + path
                    + "; ZeroStream needs at least " + LEAST_FREE_MIB
                    + " MiB: free some space, or set ZEROSTREAM_HOME to a folder on another disk");
        }
    }

    /**
     * A folder inside, made if needed.
     *
     * @throws PlatformException when it cannot be made
     */
    Path folder(String name) {
        Path folder = path.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new PlatformException("cannot make " + folder + ": " + Reasons.of(e), e);
        }
    }

    /** A folder for one server's temporary files, gone after {@link #close}. */
    Path temporary(String server) {
        return folder(TMP + '/' + server);
    }

    /** A server's log file; its folder exists. */
    Path log(String server) {
        return folder("logs").resolve(server + ".log");
    }

    private void delete(String name) {
        delete(path.resolve(name));
    }

    /**
     * Deletes a folder and all in it, if it is there.
     *
     * @throws PlatformException when it cannot
     */
    static void delete(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new PlatformException("cannot delete " + folder + ": " + Reasons.of(e), e);
        }
    }

    /** Deletes the temporary files and lets others have the folder. */
    @Override
    public void close() {
        try {
            delete(TMP);
        } finally {
            lock.close();
        }
    }
}
