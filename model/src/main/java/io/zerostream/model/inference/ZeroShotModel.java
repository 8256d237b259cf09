package io.zerostream.model.inference;

import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.SemanticSpace;
import java.util.Optional;

/**
 * Pictures to semantic vectors. Holds native memory until closed; everything it hands out is plain Java. Calls may come
 * from several threads, one at a time each; closing while a call runs waits for that call.
 */
public interface ZeroShotModel extends AutoCloseable {
    /** What the checkpoint says of itself. */
    Manifest manifest();

    /** The space of the vectors; a attributes. */
    default SemanticSpace space() {
        return manifest().space();
    }

    /** What pictures must look like. */
    default ImageInput input() {
        return manifest().input();
    }

    /**
     * Runs a batch.
     *
     * @param pixels uint8 RGB (B, height, width, 3)
     * @param batch B, at least 1
     * @return semantic vectors (B, a), row-major, as the network gives them
     * @throws ModelException when the array does not fit, the model is closed, or the engine fails (out of memory, say)
     */
    float[] embed(byte[] pixels, int batch);

    /**
     * Where the network looks for each attribute; empty when it has no such part. For reports, not for the stream.
     *
     * @param pixels as for {@link #embed}
     * @throws ModelException as {@link #embed} does
     */
    default Optional<AttentionMaps> attention(byte[] pixels, int batch) {
        return Optional.empty();
    }

    /** Frees the native memory; further calls of {@link #embed} are refused. */
    @Override
    void close();
}
