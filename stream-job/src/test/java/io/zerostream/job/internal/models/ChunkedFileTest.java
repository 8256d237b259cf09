package io.zerostream.job.internal.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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

    @Test
    void chunksOfMoreBytesThanWerePublishedAreNotGathered() {
        AtomicInteger came = new AtomicInteger();
        FoundChunks found = new FoundChunks(
                ModelVersion.newBuilder(version).setSize(2L * PIECE).build(), came::incrementAndGet);
        found.read(record(0, 0));
        // published again, takes no more
        found.read(record(1, 0));
        found.read(record(2, 1));
        assertThat(found.complete()).isFalse();
        assertThatThrownBy(() -> found.read(record(3, 2)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("250 bytes")
                .hasMessageContaining("200 it was published with");
        assertThat(came).as("told of each record").hasValue(4);
    }

    private ConsumerRecord<String, ModelChunk> record(long offset, int chunk) {
        return new ConsumerRecord<>(
                Topics.MODEL_CHUNKS.name(), 0, offset, RegistryKeys.chunk("colours", "v1", chunk), chunks.get(chunk));
    }

    @Test
    void aFileWithoutEndIsReadNoFurtherThanItsPublishedSize() throws IOException {
        ModelVersion endless = ModelVersion.newBuilder(version)
                .setUri("file:/dev/zero")
                .setChunks(0)
                .setSize(1000)
                .build();
        try (InputStream zeros = new ZerosWithoutEnd()) {
            assertThatThrownBy(() -> TensorsByUri.read(zeros, endless, () -> {}))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("1001 bytes");
        }
    }

    @Test
    void aFileIsReadInPiecesThatAreToldOf() throws IOException {
        byte[] large = new byte[(5 << 20) / 2];
        new Random(1).nextBytes(large);
        ModelVersion published =
                ModelVersion.newBuilder(version).setSize(large.length).build();
        AtomicInteger came = new AtomicInteger();

        assertThat(TensorsByUri.read(new ByteArrayInputStream(large), published, came::incrementAndGet))
                .isEqualTo(large);
        assertThat(came).hasValueGreaterThanOrEqualTo(3);
    }

    @Test
    void aByteNowAndThenIsNotTold() throws IOException {
        AtomicInteger came = new AtomicInteger();
        byte[] small = new byte[1000];
        InputStream drips = new ByteArrayInputStream(small) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(1, length));
            }
        };
        ModelVersion published =
                ModelVersion.newBuilder(version).setSize(small.length).build();

        assertThat(TensorsByUri.read(drips, published, came::incrementAndGet)).isEqualTo(small);
        assertThat(came).hasValue(0);
    }

    /** As {@code /dev/zero}. */
    private static final class ZerosWithoutEnd extends InputStream {
        @Override
        public int read() {
            return 0;
        }
    }
}
