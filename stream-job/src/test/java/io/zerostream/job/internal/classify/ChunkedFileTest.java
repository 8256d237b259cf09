package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkedFileTest {
    private static final int PIECE = 100;

    private final byte[] file = new byte[250];
    private final Map<Integer, ModelChunk> chunks = new HashMap<>();
    private final ModelVersion version;

    ChunkedFileTest() {
        new Random(1).nextBytes(file);
        for (int i = 0; i < 3; i++) {
            byte[] data = Arrays.copyOfRange(file, i * PIECE, Math.min(file.length, (i + 1) * PIECE));
            chunks.put(i, new ModelChunk("colours", "v1", i, 3, Checkpoint.sha256(data), ByteBuffer.wrap(data)));
        }
        version = ModelVersion.newBuilder(Registry.version("v1"))
                .setChunks(3)
                .setSize(file.length)
                .build();
    }

    @Test
    void chunksMakeUpTheFile() {
        assertThat(ChunkedFile.assemble(version, chunks)).isEqualTo(file);
    }

    @Test
    void missingChunksAreNamed() {
        chunks.remove(1);
        assertThatThrownBy(() -> ChunkedFile.assemble(version, chunks))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("150 of 250 bytes, chunks missing: [1]");
    }

    @Test
    void aDamagedChunkIsNamed() {
        chunks.get(2).getData().put(0, (byte) (file[200] + 1));
        assertThatThrownBy(() -> ChunkedFile.assemble(version, chunks))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("chunk 2 of model version 'colours v1' is damaged");
    }

    @Test
    void aSizeThatIsNotWhatWasPublishedIsRefused() {
        ModelVersion other = ModelVersion.newBuilder(version).setSize(251).build();
        assertThatThrownBy(() -> ChunkedFile.assemble(other, chunks)).hasMessageContaining("250 of 251 bytes");
    }
}
