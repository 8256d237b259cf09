package io.zerostream.platform;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records for the tests. */
final class Records {
    static {
        // built before anything connects
        AvroTrust.trustOurClasses();
    }

    private Records() {}

    static ImageEvent picture(String id, int bytes) {
        return ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId("camera")
                .setCapturedAt(Instant.ofEpochMilli(1))
                .setContent(ByteBuffer.allocate(bytes))
                .build();
    }

    static ClassSet set(String name, int revision) {
        return ClassSet.newBuilder()
                .setName(name)
                .setSpace("flags")
                .setRevision(revision)
                .setMembers(List.of("Norway"))
                .setChangedAt(Instant.ofEpochMilli(1))
                .build();
    }

    /** Writes one record of the class registry; a null set is a tombstone. Returns when the broker has it. */
    static void write(KafkaConnection kafka, String name, ClassSet set) {
        try (Producer<String, ClassRegistryRecord> producer =
                kafka.producer(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)) {
            producer.send(new ProducerRecord<>(
                    Topics.CLASS_REGISTRY.name(),
                    RegistryKeys.classSet(name),
                    set == null ? null : new ClassRegistryRecord(set)));
        }
    }
}
