package io.zerostream.schemas.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
            chunks.put(
                    i,
                    new ModelChunk(
                            "colours", "v1", i, 3, ChunkedFile.sha256(ByteBuffer.wrap(data)), ByteBuffer.wrap(data)));
        }
        version = version(file.length);
    }

    private static ModelVersion version(long size) {
        return ModelVersion.newBuilder()
                .setName("colours")
                .setVersion("v1")
                .setSpace("rgb")
                .setArchitecture("zeromamba")
                .setManifest("{}")
                .setSha256("00")
                .setSize(size)
                .setChunks(3)
                .setPublishedAt(Instant.EPOCH)
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
                .isInstanceOf(ChunksException.class)
                .hasMessageContaining("150 of 250 bytes, chunks missing: [1]");
    }

    @Test
    void aDamagedChunkIsNamed() {
        chunks.get(2).getData().put(0, (byte) (file[200] + 1));
        assertThatThrownBy(() -> ChunkedFile.assemble(version, chunks))
                .isInstanceOf(ChunksException.class)
                .hasMessageContaining("chunk 2 of model version 'colours v1' is damaged");
    }

    @Test
    void aSizeThatIsNotWhatWasPublishedIsRefused() {
        ModelVersion other = version(251);
        assertThatThrownBy(() -> ChunkedFile.assemble(other, chunks)).hasMessageContaining("250 of 251 bytes");
    }

    @Test
    void chunksOfMoreBytesThanWerePublishedAreNotGathered() {
        AtomicInteger came = new AtomicInteger();
        FoundChunks found = new FoundChunks(version(2L * PIECE), came::incrementAndGet);
        found.read(record(0, 0));
        // published again, takes no more
        found.read(record(1, 0));
        found.read(record(2, 1));
        assertThat(found.complete()).isFalse();
        assertThatThrownBy(() -> found.read(record(3, 2)))
                .isInstanceOf(ChunksException.class)
                .hasMessageContaining("250 bytes")
                .hasMessageContaining("200 it was published with");
        assertThat(came).as("told of each record").hasValue(4);
    }

    private ConsumerRecord<String, ModelChunk> record(long offset, int chunk) {
        return new ConsumerRecord<>(
                Topics.MODEL_CHUNKS.name(), 0, offset, RegistryKeys.chunk("colours", "v1", chunk), chunks.get(chunk));
    }
}
