package io.zerostream.model.checkpoint.published;

import ai.djl.ndarray.NDManager;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.PyTorchFile;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of weights that someone published, PyTorch's or safetensors; which of them is seen by its content. Tensors of a
 * PyTorch file are read when they are asked for, until it is closed. One thread at a time.
 */
public final class PublishedFile implements AutoCloseable {
    private static final int LARGEST_HEADER = 100_000_000;

    private final Map<String, WeightSource> tensors;
    private final @Nullable PyTorchFile file;

    private PublishedFile(Map<String, WeightSource> tensors, @Nullable PyTorchFile file) {
        this.tensors = tensors;
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @return the file; the caller closes it
     * @throws ModelException when it cannot be read, is damaged, or holds no tensors by name
     */
    public static PublishedFile open(Path path) {
        Map<String, WeightSource> tensors = new LinkedHashMap<>();
        if (isSafetensors(path)) {
            Safetensors.read(bytes(path)).forEach((name, tensor) -> tensors.put(name, WeightSource.of(tensor)));
            return new PublishedFile(tensors, null);
        }
        PyTorchFile file = PyTorchFile.open(path);
        boolean listed = false;
        try {
            file.stateDict().tensors().forEach((name, tensor) -> tensors.put(name, WeightSource.of(tensor)));
            listed = true;
        } finally {
            if (!listed) {
                file.close();
            }
        }
        return new PublishedFile(tensors, file);
    }

    /** Eight bytes of a length that can be, and the beginning of a JSON object. */
    private static boolean isSafetensors(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            ByteBuffer start = ByteBuffer.wrap(in.readNBytes(Long.BYTES + 1)).order(ByteOrder.LITTLE_ENDIAN);
            return start.remaining() > Long.BYTES
                    && Long.compareUnsigned(start.getLong(), LARGEST_HEADER) <= 0
                    && start.get() == '{';
        } catch (IOException e) {
            throw new ModelException("cannot read the weights in " + path + ": " + e, e);
        }
    }

    private static byte[] bytes(Path path) {
        try {
            if (Files.size(path) > Integer.MAX_VALUE - Long.BYTES) {
                throw new ModelException(path + " has more than 2 GB; no network of ours is that large");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new ModelException("cannot read the weights in " + path + ": " + e, e);
        }
    }

    /** By the file's own names, in its order. */
    public Map<String, WeightSource> tensors() {
        return tensors;
    }

    /**
     * Gives a network the weights of this file.
     *
     * @param manager owns them from then on
     * @param table from the file's names to the network's
     * @param name what the network is, for messages
     * @throws ModelException naming tensors that are missing, left over or of another shape
     */
    public void load(NamedBlock network, NDManager manager, NameTable table, String name) {
        Map<String, long[]> wanted = new LinkedHashMap<>();
        network.officialParameters()
                .forEach((ours, p) -> wanted.put(ours, p.getShape().getShape()));
        Map<String, Tensor> weights = new LinkedHashMap<>();
        WeightMapping.of(tensors, table, wanted).complete(name).forEach((ours, w) -> weights.put(ours, w.read()));
        network.load(manager, weights);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
