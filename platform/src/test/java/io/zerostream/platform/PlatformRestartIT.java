package io.zerostream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a platform after its end. */
class PlatformRestartIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    @Test
    void keepsItsDataAndNothingElse() throws Exception {
        List<Long> children;
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            children = platform.childProcesses();
            Records.write(platform.connection(), "kept", Records.set("kept", 1));
            EndlessJob.start(platform, home);
        }
        assertThat(children).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isEmpty(), "ended with the platform");
        assertThat(home.resolve("tmp")).doesNotExist();
        assertThat(EndlessJob.checkpoints(home))
                .as("of a job that was cancelled")
                .isEmpty();

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            assertThat(platform.connection().readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class))
                    .containsOnlyKeys(RegistryKeys.classSet("kept"));
        }
    }

    /** To measure what a record unpacks to, the broker unpacks it: what does not fit its heap ends it. */
    @Test
    void aBrokerThatOneRecordEndsComesBackWithItsData() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            Records.write(platform.connection(), "kept", Records.set("kept", 1));
            long broker = platform.childProcesses().get(0);

            sendZeros(platform.connection(), 160 << 20);

            await().atMost(LONG).until(() -> ProcessHandle.of(broker).isEmpty());
            await().atMost(LONG).until(() -> platform.childProcesses().get(0) != broker);
            Records.write(platform.connection(), "later", Records.set("later", 1));
            assertThat(platform.connection().readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class))
                    .containsOnlyKeys(RegistryKeys.classSet("kept"), RegistryKeys.classSet("later"));
        }
    }

    /** One record, packed a thousand to one, by a producer that tries once. */
    private static void sendZeros(KafkaConnection kafka, int bytes) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "gzip",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Integer.MAX_VALUE,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        2L * bytes,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.RETRIES_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(Topics.IMAGES.name(), new byte[bytes]))
                            .get())
                    .isInstanceOf(ExecutionException.class);
        }
    }
}
