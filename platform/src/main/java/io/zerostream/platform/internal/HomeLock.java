package io.zerostream.platform.internal;

import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps two platforms from sharing a home. The operating system lets go of it when the process ends. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
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
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            if (tryLock(channel) == null) {
                throw new PlatformException(
                        "another ZeroStream (process " + Files.readString(file).trim() + ") uses " + home
                                + ": stop it, or set ZEROSTREAM_HOME to another folder");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            taken = true;
            return new HomeLock(channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // the same process has it
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the platform's home cannot be released", e);
        }
    }
}
