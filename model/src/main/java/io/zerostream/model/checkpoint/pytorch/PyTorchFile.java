package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that {@code torch.save} wrote, of either container. Opening it runs its pickle by a reader that calls nothing;
 * elements of tensors are read from the file when they are asked for, until it is closed. What is allocated is bounded by
 * the file's size. One thread at a time.
 */
public final class PyTorchFile implements AutoCloseable {
    private static final int ZIP = 0x04034b50;
    private static final int EMPTY_ZIP = 0x06054b50;

    private final Path path;
    private final FileBytes bytes;
    private final StateDictFinder finder;

    private PyTorchFile(Path path, FileBytes bytes, StateDictFinder finder) {
        this.path = path;
        this.bytes = bytes;
        this.finder = finder;
    }

    /**
     * Opens a file.
     *
     * @return the file; the caller closes it
     * @throws ModelException when it cannot be read, is damaged, or does more than put tensors together
     */
    public static PyTorchFile open(Path path) {
        FileBytes bytes = bytes(path);
        boolean opened = false;
        try {
            Object saved = bytes.naming(() -> saved(bytes));
            opened = true;
            return new PyTorchFile(path, bytes, new StateDictFinder(saved, bytes.budget()));
        } finally {
            if (!opened) {
                close(path, bytes);
            }
        }
    }

    private static FileBytes bytes(Path path) {
        try {
            return FileBytes.open(path);
        } catch (IOException e) {
            throw new ModelException("cannot read " + path + ": " + e, e);
        }
    }

    private static Object saved(FileBytes bytes) {
        if (bytes.size() < Integer.BYTES) {
            throw new ModelException("the file is empty");
        }
        int start = bytes.read(0, Integer.BYTES).getInt();
        return start == ZIP || start == EMPTY_ZIP ? ZipContainer.read(bytes) : LegacyContainer.read(bytes);
    }

    /**
     * The tensors of the model: those under the key that training programs use for it, or else those at the top.
     *
     * @throws ModelException when there are none, or it is not clear which
     */
    public StateDict stateDict() {
        return bytes.naming(finder::find);
    }

    /**
     * The tensors in a place of one's choice.
     *
     * @param under keys separated by dots; empty for the top level
     * @throws ModelException when there are none
     */
    public StateDict stateDict(String under) {
        return bytes.naming(() -> finder.at(under));
    }

    @Override
    public void close() {
        close(path, bytes);
    }

    private static void close(Path path, FileBytes bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new ModelException("cannot close " + path + ": " + e, e);
        }
    }
}
