package io.zerostream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SchemaRegistryClient;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real servers, started once and once again on the same home. */
class EmbeddedPlatformIT {
    @TempDir
    private Path home;

    @Test
    void servesRecordsSchemasAndJobsAndKeepsItsDataOverARestart() throws Exception {
        List<Long> children;
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            children = platform.childProcesses();
            write(platform.connection(), "kept", set("kept"));
            write(platform.connection(), "removed", set("removed"));
            write(platform.connection(), "removed", null);
            registryRefusesIncompatibleSchemas(platform.connection());
            runsAJob(platform.flinkEnvironment());
            assertThatThrownBy(() -> EmbeddedPlatform.start(PlatformConfig.at(home)))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("another ZeroStream")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
        assertThat(children).allMatch(pid -> ProcessHandle.of(pid).isEmpty(), "ended with the platform");

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            Map<String, ClassRegistryRecord> records =
                    platform.connection().readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class);

            assertThat(records).containsOnlyKeys(RegistryKeys.classSet("kept"));
            assertThat(records.get(RegistryKeys.classSet("kept")).getEntry()).isEqualTo(set("kept"));
        }
    }

    private static void write(KafkaConnection kafka, String name, ClassSet set) {
        try (Producer<String, ClassRegistryRecord> producer =
                kafka.producer(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)) {
            producer.send(new ProducerRecord<>(
                    Topics.CLASS_REGISTRY.name(),
                    RegistryKeys.classSet(name),
                    set == null ? null : new ClassRegistryRecord(set)));
        }
    }

    private static ClassSet set(String name) {
        return ClassSet.newBuilder()
                .setName(name)
                .setSpace("flags")
                .setRevision(1)
                .setMembers(List.of("Norway"))
                .setChangedAt(Instant.ofEpochMilli(1))
                .build();
    }

    private static void registryRefusesIncompatibleSchemas(KafkaConnection kafka) {
        Schema breaking = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"ImageEvent\",\"namespace\":\"io.zerostream.schemas.avro\","
                        + "\"fields\":[{\"name\":\"new_without_default\",\"type\":\"int\"}]}");
        assertThatThrownBy(() ->
                        new SchemaRegistryClient(kafka.registryUrl()).register(Topics.IMAGES.valueSubject(), breaking))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("409");
    }

    private static void runsAJob(StreamExecutionEnvironment env) throws Exception {
        env.fromSequence(1, 100).sinkTo(new DiscardingSink<>());
        JobExecutionResult result = env.execute();
        assertThat(result.getNetRuntime()).isPositive();
    }
}
