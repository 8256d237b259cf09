package io.zerostream.job.internal.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TensorsByUriTest {
    private final ModelVersion version = Registry.version("v1");

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
