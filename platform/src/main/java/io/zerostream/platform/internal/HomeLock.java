package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import java.io.IOException;
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
public final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws PlatformException when another platform has it, naming its process, or the folder cannot be written to
     */
    public static HomeLock take(Path home) {
        Path file = home.resolve("platform.lock");
        try {
            Files.createDirectories(home);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String other = Files.readString(file).trim();
                channel.close();
                throw new PlatformException("another ZeroStream (process " + other + ") uses " + home
                        + ": stop it, or set ZEROSTREAM_HOME to another folder");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new HomeLock(channel);
        } catch (IOException e) {
            throw new PlatformException(
                    "cannot write to " + home + " (" + e.getMessage()
                            + "): free some disk space or choose another folder",
                    e);
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
    public void close() throws IOException {
        channel.close();
    }
}
