package io.zerostream.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.trainer.Checkpoints;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 1000, 1234})
    void areTheFileCutInOrderWithHashes(int size) {
        byte[] file = new byte[size];
        new Random(size).nextBytes(file);
        List<ModelChunk> chunks = Chunks.of(Checkpoints.of(file), 100);

        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < chunks.size(); i++) {
            ModelChunk chunk = chunks.get(i);
            byte[] data = Arrays.copyOf(chunk.getData().array(), chunk.getData().remaining());
            assertThat(chunk.getIndex()).isEqualTo(i);
            assertThat(chunk.getCount()).isEqualTo(chunks.size());
            assertThat(chunk.getSha256()).isEqualTo(Checkpoint.sha256(data));
            assertThat(data.length).isEqualTo(i < chunks.size() - 1 ? 100 : size - 100 * (chunks.size() - 1));
            joined.writeBytes(data);
        }
        assertThat(joined.toByteArray()).isEqualTo(file);
    }
}
