package io.zerostream.trainer.publish;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.avro.ModelChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a checkpoint's tensors into records. */
public final class Chunks {
    private Chunks() {}

    /**
     * Cuts.
     *
     * @param most largest piece, bytes; all but the last are of this size
     */
    public static List<ModelChunk> of(Checkpoint checkpoint, int most) {
        byte[] file = checkpoint.tensors();
        int count = Math.max(1, (file.length + most - 1) / most);
        List<ModelChunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] piece = Arrays.copyOfRange(file, i * most, Math.min(file.length, (i + 1) * most));
            chunks.add(ModelChunk.newBuilder()
                    .setModel(checkpoint.manifest().name())
                    .setVersion(checkpoint.manifest().version())
                    .setIndex(i)
                    .setCount(count)
                    .setSha256(Checkpoint.sha256(piece))
                    .setData(ByteBuffer.wrap(piece))
                    .build());
        }
        return chunks;
    }
}
