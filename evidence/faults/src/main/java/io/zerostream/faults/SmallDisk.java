package io.zerostream.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder on a disk of its own that can be filled up: a tmpfs of a few megabytes, which only root may mount. Closing it
 * unmounts it.
 */
final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    /**
     * Mounts it. Without the right to do so it is a plain folder, which cannot be filled.
     *
     * @param mebibytes its size
     */
    static SmallDisk mount(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
            return new SmallDisk(
                    folder, run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString()));
        } catch (IOException e) {
            throw new FaultException("cannot make " + folder, e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Whether it has an end. */
    boolean canBeFilled() {
        return mounted;
    }

    /** Writes until nothing goes in any more. */
    void fill() {
        if (!mounted) {
            throw new FaultException(folder + " is no disk of its own: it is not filled");
        }
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            // no space left: what was wanted
        }
    }

    /** Gives the space back. */
    void clear() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new FaultException("cannot delete " + filler(), e);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (mounted && !run("umount", "--lazy", folder.toString())) {
            throw new FaultException("cannot unmount " + folder + ": do it by hand");
        }
    }
}
