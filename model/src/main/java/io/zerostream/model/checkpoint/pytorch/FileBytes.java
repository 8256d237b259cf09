package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** Random access to a file whose contents are not trusted: nothing is read, or allocated for, beyond its end. */
final class FileBytes implements AutoCloseable {
    /** Views may repeat elements and records may be deflated; beyond this the file asks for more than it can mean. */
    private static final long EXPANSION = 8;

    private static final long EXPANSION_FLOOR = 16L << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private FileBytes(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /** @throws IOException when there is no such file, or it cannot be read */
    static FileBytes open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FileBytes(file, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Does something with the file; what is refused then names the file. */
    <T> T naming(Supplier<T> work) {
        try {
            return work.get();
        } catch (ModelException e) {
            throw new ModelException("cannot import " + path + ": " + e.getMessage(), e);
        }
    }

    long size() {
        return size;
    }

    /** How many bytes may at most be made of this file, in all. */
    long budget() {
        return EXPANSION_FLOOR + EXPANSION * size;
    }

    /**
     * Bytes from a position, in a buffer of their own, little-endian.
     *
     * @throws ModelException when they are not all within the file, or cannot be read
     */
    ByteBuffer read(long position, long length) {
        if (position < 0 || length < 0 || length > size - position) {
            throw new ModelException(length + " bytes are needed at " + position + ", but the file has " + size
                    + ": it is cut off or damaged");
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new ModelException(length + " bytes in one piece are more than the 2 GiB that fit an array");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position + bytes.position()) < 0) {
                    throw new ModelException("the file became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new ModelException("cannot read " + length + " bytes at " + position + ": " + e, e);
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
