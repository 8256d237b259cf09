package io.zerostream.trainer.umzero;

import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Maps of a network on disk, a byte a value: [0,6], the range of ReLU6, in 255 steps. Written once and read in any order, by
 * one thread; closing deletes the file. What a killed process had finished is taken over.
 */
final class MapCache implements AutoCloseable {
    /** Value of a step. */
    static final float STEP = 6f / 255;

    private final Path file;
    private final int bytes;
    private FileChannel channel;
    private boolean finished;

    /**
     * An empty cache, or a finished one that a killed process left.
     *
     * @param file which holds finished maps only
     * @param bytes of a map
     * @param maps how many there will be
     * @throws TrainerException when the file cannot be made
     */
    MapCache(Path file, int bytes, int maps) {
        this.file = file;
        this.bytes = bytes;
        try {
            finished = Files.exists(file) && Files.size(file) == (long) maps * bytes;
            channel = finished
                    ? FileChannel.open(file, StandardOpenOption.READ)
                    : FileChannel.open(
                            unfinished(),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Path unfinished() {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /** Whether the maps are there already. */
    boolean finished() {
        return finished;
    }

    /** All maps are written. */
    void finish() {
        try {
            channel.force(true);
            channel.close();
            Files.move(unfinished(), file, StandardCopyOption.REPLACE_EXISTING);
            channel = FileChannel.open(file, StandardOpenOption.READ);
            finished = true;
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
            Files.deleteIfExists(unfinished());
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
