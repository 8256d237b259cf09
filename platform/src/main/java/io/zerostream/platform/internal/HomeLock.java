package io.zerostream.platform.internal;

import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import io.zerostream.schemas.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps two platforms from sharing a home. */
final class HomeLock implements AutoCloseable {
    private final LockFile lock;

    private HomeLock(LockFile lock) {
        this.lock = lock;
    }

    /**
     * Makes the folder if needed, and takes its lock.
     *
     * @throws PlatformException when another platform has it, naming its process, or the folder cannot be written to
     */
    static HomeLock take(Path home) {
        Path file = home.resolve("platform.lock");
        try {
            Files.createDirectories(home);
            return take(home, file);
        } catch (IOException e) {
            throw new PlatformException(
                    "cannot write to " + home + " (" + Reasons.of(e)
                            + "): free some disk space, or set ZEROSTREAM_HOME to a folder that can be written to",
                    e);
        }
    }

    private static HomeLock take(Path home, Path file) throws IOException {
        LockFile lock = LockFile.take(file);
        if (lock == null) {
            throw new PlatformException("another ZeroStream (process " + LockFile.holder(file) + ") uses " + home
                    + ": stop it, or set ZEROSTREAM_HOME to another folder");
        }
        return new HomeLock(lock);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the platform's home cannot be released", e);
        }
    }
}
