package io.zerostream.gateway.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.CallerKind;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaAuditLogTest {
    private final MockProducer<String, AuditEntry> producer =
            new MockProducer<>(false, null, new StringSerializer(), (topic, entry) -> new byte[0]);

    private static AuditEntry entry(String subject) {
        return AuditEntry.newBuilder()
                .setAt(Instant.EPOCH)
                .setWho("ann")
                .setKind(CallerKind.PERSON)
                .setAction("set.put")
                .setSubject(subject)
                .build();
    }

    /** Kafka acknowledges nothing, then the first, and refuses the second. */
    @Test
    void nobodyWaitsForKafkaAndWhatItDoesNotTakeIsTold() {
        try (KafkaAuditLog log = new KafkaAuditLog(producer, Duration.ofSeconds(20))) {
            log.write(entry("set/a"));
            log.write(entry("set/b"));
            await().until(() -> producer.history().size() == 1);
            assertThat(producer.history().get(0).topic()).isEqualTo("audit");
            assertThat(producer.history().get(0).key()).isEqualTo("set/a");

            producer.completeNext();
            await().until(() -> producer.history().size() == 2);
            assertThat(log.problem()).isEmpty();
            producer.errorNext(new IllegalStateException("the disk is full"));
            await().until(() -> log.problem().isPresent());
            assertThat(log.problem().orElseThrow())
                    .isEqualTo(
                            "of what people changed 1 are not on topic 'audit' but in this gateway's log: the disk is"
                                    + " full");

            log.write(entry("set/c"));
            await().until(() -> producer.history().size() == 3);
            producer.completeNext();
            await().until(() -> log.problem().isEmpty());
        }
    }

    @Test
    void whatWaitsIsWrittenBeforeItCloses() {
        MockProducer<String, AuditEntry> quick =
                new MockProducer<>(true, null, new StringSerializer(), (topic, entry) -> new byte[0]);
        KafkaAuditLog log = new KafkaAuditLog(quick, Duration.ofSeconds(20));
        for (int i = 0; i < 100; i++) {
            log.write(entry("set/" + i));
        }
        log.close();
        assertThat(quick.history()).hasSize(100);
    }
}
