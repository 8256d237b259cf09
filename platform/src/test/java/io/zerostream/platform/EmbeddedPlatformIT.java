package io.zerostream.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.PlatformPorts;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SchemaRegistryClient;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ImageEvent;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real servers. */
class EmbeddedPlatformIT extends OnePlatform {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void carriesPicturesUpToTheAgreedSize() {
        ImageEvent picture = Records.picture("big", Topics.MAX_RECORD_BYTES - 10_000);
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            producer.send(new ProducerRecord<>(Topics.IMAGES.name(), "camera", picture));
        }

        List<ConsumerRecord<String, ImageEvent>> records = new ArrayList<>();
        kafka.readAll(Topics.IMAGES, ImageEvent.class, records::add);
        assertThat(records).hasSize(1);
        assertThat(records.get(0).key()).isEqualTo("camera");
        assertThat(records.get(0).value()).isEqualTo(picture);
    }

    @Test
    void removedKeysAreAbsentFromCompactedTopics() {
        Records.write(kafka, "kept", Records.set("kept", 1));
        Records.write(kafka, "removed", Records.set("removed", 1));
        Records.write(kafka, "kept", Records.set("kept", 2));
        Records.write(kafka, "removed", null);

        Map<String, ClassRegistryRecord> records =
                kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class);

        assertThat(records).containsOnlyKeys(RegistryKeys.classSet("kept"));
        assertThat(records.get(RegistryKeys.classSet("kept")).getEntry()).isEqualTo(Records.set("kept", 2));
    }

    @Test
    void rubbishOnACompactedTopicIsSkipped() {
        Records.write(kafka, "before-rubbish", Records.set("before-rubbish", 1));
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.CLASS_REGISTRY.name(), "set/x", "rubbish".getBytes(UTF_8)));
            // the wire format, with the id of no schema
            producer.send(new ProducerRecord<>(Topics.CLASS_REGISTRY.name(), "set/x", new byte[] {0, 0, 1, 0, 0, 9}));
        }
        Records.write(kafka, "after-rubbish", Records.set("after-rubbish", 1));

        assertThat(kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class))
                .containsKeys(RegistryKeys.classSet("before-rubbish"), RegistryKeys.classSet("after-rubbish"));
        Records.write(kafka, "before-rubbish", null);
        Records.write(kafka, "after-rubbish", null);
    }

    @Test
    void theRegistryRefusesSchemasThatBreakReaders() {
        Schema breaking = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"ImageEvent\",\"namespace\":\"io.zerostream.schemas.avro\","
                        + "\"fields\":[{\"name\":\"new_without_default\",\"type\":\"int\"}]}");
        SchemaRegistryClient registry = kafka.registryClient();

        assertThat(Topics.ALL).allSatisfy(topic -> assertThatThrownBy(
                        () -> registry.register(topic.valueSubject(), renamed(breaking, topic.valueSchema())))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("409"));
    }

    private static Schema renamed(Schema schema, Schema like) {
        return new Schema.Parser().parse(schema.toString().replace("\"ImageEvent\"", '"' + like.getName() + '"'));
    }

    @Test
    void runsJobsAndKeepsTheirCheckpointsAndSavepointsUnderTheHome() throws Exception {
        JobClient job = EndlessJob.start(platform, home);

        String savepoint = job.stopWithSavepoint(false, null, SavepointFormatType.CANONICAL)
                .get(LONG.toSeconds(), TimeUnit.SECONDS);

        assertThat(Path.of(URI.create(savepoint))).hasParent(home.resolve("flink/savepoints"));
        assertThat(job.getJobStatus().get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void runsJobsWithTasksTooLargeForOneNetworkMessage() throws Exception {
        byte[] large = new byte[20 * 1024 * 1024];
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        env.fromSequence(1, 100).filter(i -> i < large.length).sinkTo(new DiscardingSink<>());

        assertThat(env.execute("large").getJobID()).isNotNull();
    }

    @Test
    void aSecondPlatformOnTheSameHomeIsRefused() {
        assertThatThrownBy(() -> EmbeddedPlatform.start(PlatformConfig.at(home).forgetting(true)))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("another ZeroStream")
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aStartThatFailsLeavesNothingRunning(@TempDir Path other) throws Exception {
        List<Long> before = children();
        try (ServerSocket taken = new ServerSocket(0)) {
            PlatformPorts ports = new PlatformPorts(0, taken.getLocalPort(), 0);

            assertThatThrownBy(() ->
                            EmbeddedPlatform.start(PlatformConfig.at(other).withPorts(ports)))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("--registry-port");
        }
        assertThat(children()).isEqualTo(before);
        assertThat(other.resolve("logs/kafka.log")).as("Kafka had been started").exists();
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }
}
