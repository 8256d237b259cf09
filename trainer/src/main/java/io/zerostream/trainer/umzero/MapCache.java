package io.zerostream.trainer.umzero;

import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Maps of a network on disk, a byte a value: [0,6], the range of ReLU6, in 255 steps. Written once and read in any order, by
 * one thread; closing deletes the file.
 */
final class MapCache implements AutoCloseable {
    /** Value of a step. */
    static final float STEP = 6f / 255;

    private final Path file;
    private final FileChannel channel;
    private final int bytes;

    /**
     * An empty cache.
     *
     * @param file written over when it is there
     * @param bytes of a map
     * @throws TrainerException when the file cannot be made
     */
    MapCache(Path file, int bytes) {
        this.file = file;
        this.bytes = bytes;
        try {
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Bytes of a map. */
    int bytes() {
        return bytes;
    }

    /**
     * Writes maps.
     *
     * @param at number of the first
     * @param maps one after the other
     */
    void write(int at, byte[] maps) {
        ByteBuffer buffer = ByteBuffer.wrap(maps);
        try {
            long position = (long) at * bytes;
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Maps by their numbers, one after the other. */
    byte[] read(int[] numbers) {
        byte[] maps = new byte[numbers.length * bytes];
        try {
            for (int i = 0; i < numbers.length; i++) {
                ByteBuffer buffer = ByteBuffer.wrap(maps, i * bytes, bytes);
                long position = (long) numbers[i] * bytes;
                while (buffer.hasRemaining()) {
                    int count = channel.read(buffer, position);
                    if (count < 0) {
                        throw new TrainerException("map " + numbers[i] + " is not in " + file);
                    }
                    position += count;
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return maps;
    }

    private TrainerException failed(IOException e) {
        return new TrainerException(
                "cannot keep maps in " + file + " (" + e.getMessage() + "); is it writable, is the disk full?", e);
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
