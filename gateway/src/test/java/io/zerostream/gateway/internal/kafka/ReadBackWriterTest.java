package io.zerostream.gateway.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.AuditEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ReadBackWriterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static MockProducer<String, AuditEntry> producer(boolean acknowledges) {
        return new MockProducer<>(acknowledges, null, new StringSerializer(), (topic, entry) -> new byte[0]);
    }

    private static ReadBackWriter<AuditEntry> writer(
            MockProducer<String, AuditEntry> producer, ReadBackWriter.ReadBack readBack, Duration timeout) {
        return new ReadBackWriter<>(Topics.AUDIT, producer, readBack, timeout, "it", "look whether it is there");
    }

    private static Map<String, Optional<AuditEntry>> removed(String... keys) {
        Map<String, Optional<AuditEntry>> records = new LinkedHashMap<>();
        for (String key : keys) {
            records.put(key, Optional.empty());
        }
        return records;
    }

    @Test
    void waitsUntilTheLastOfEachPartitionIsRead() {
        List<String> awaited = new ArrayList<>();
        MockProducer<String, AuditEntry> producer = producer(true);
        writer(producer, (partition, end, timeout) -> awaited.add(partition + " to " + end), TIMEOUT)
                .write(removed("a", "b", "c"));
        assertThat(producer.history()).extracting(ProducerRecord::key).containsExactly("a", "b", "c");
        assertThat(awaited).containsExactly("0 to 3");
    }

    /** The producer encodes in the thread of who sends, with a serializer that is not for several: records were broken by it. */
    @Test
    void oneWritesAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        ReadBackWriter<AuditEntry> writer = writer(
                producer(true),
                (partition, end, timeout) -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    two.countDown();
                    // the other has the time to come in, if it can
                    two.await(500, TimeUnit.MILLISECONDS);
                    inside.decrementAndGet();
                    return true;
                },
                TIMEOUT);
        ExecutorService people = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> written = new ArrayList<>();
            for (String key : List.of("a", "b")) {
                written.add(people.submit(() -> writer.write(removed(key))));
            }
            for (Future<?> each : written) {
                each.get();
            }
        } finally {
            people.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void whatIsNotTakenOrNotReadBackIsTold() {
        assertThatThrownBy(() -> writer(producer(true), (partition, end, timeout) -> false, TIMEOUT)
                        .write(removed("a")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not read back within 20 s");
        assertThatThrownBy(() -> writer(producer(false), (partition, end, timeout) -> true, Duration.ofMillis(5))
                        .write(removed("a")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Kafka does not answer");
        AtomicInteger asked = new AtomicInteger();
        MockProducer<String, AuditEntry> refuses =
                new MockProducer<>(true, null, new StringSerializer(), (topic, entry) -> new byte[0]) {
                    @Override
                    public synchronized Future<RecordMetadata> send(ProducerRecord<String, AuditEntry> sent) {
                        asked.incrementAndGet();
                        return CompletableFuture.failedFuture(new RecordTooLargeException("4 MiB"));
                    }
                };
        assertThatThrownBy(() -> writer(refuses, (partition, end, timeout) -> true, TIMEOUT)
                        .write(removed("a", "b")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("4 MiB");
        assertThat(asked).as("where Kafka is away each would wait in its turn").hasValue(1);
    }
}
