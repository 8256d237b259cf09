package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to a compacted topic, and waits until the gateway's own follower has read them. Borrows both. Thread-safe:
 * one writes at a time, for the producer encodes in the thread of who sends.
 *
 * @param <T> the topic's records
 */
final class ReadBackWriter<T extends SpecificRecord> {
    private final Topics.Topic topic;
    private final Producer<String, T> producer;
    private final ReadBack readBack;
    private final Duration timeout;
    private final String what;
    private final String hint;

    /** Tells what a follower has read. */
    @FunctionalInterface
    interface ReadBack {
        /** Waits until a partition is read up to an offset; false when it is not in time. */
        boolean awaitEnd(int partition, long end, Duration timeout) throws InterruptedException;
    }

    /**
     * @param producer of the topic
     * @param readBack of the follower of the same topic
     * @param timeout longest wait, for Kafka and again for reading back
     * @param what is written, for messages: "the camera", say
     * @param hint what to do when it is not known whether it was
     */
    ReadBackWriter(
            Topics.Topic topic,
            Producer<String, T> producer,
            ReadBack readBack,
            Duration timeout,
            String what,
            String hint) {
        this.topic = topic;
        this.producer = producer;
        this.readBack = readBack;
        this.timeout = timeout;
        this.what = what;
        this.hint = hint;
    }

    /**
     * Writes all in their order.
     *
     * @param records by key; empty = what was there under the key is removed
     * @throws RefusedException when Kafka or the schema registry is away; some may be written
     */
    synchronized void write(Map<String, Optional<T>> records) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            Map<Integer, Long> written = new HashMap<>();
            for (Future<RecordMetadata> each : sent(records).values()) {
                RecordMetadata at = each.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                written.merge(at.partition(), at.offset() + 1, Math::max);
            }
            for (Map.Entry<Integer, Long> partition : written.entrySet()) {
                if (!readBack.awaitEnd(partition.getKey(), partition.getValue(), timeout)) {
                    throw away(what + " was written but not read back within " + timeout.toSeconds() + " s", null);
                }
            }
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away(
                    what + " could not be written: "
                            + (cause instanceof TimeoutException
                                    ? "Kafka does not answer within " + timeout.toSeconds() + " s"
                                    : cause.getMessage()),
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the gateway is closing", e);
        }
    }

    private Map<String, Future<RecordMetadata>> sent(Map<String, Optional<T>> records)
            throws ExecutionException, InterruptedException {
        Map<String, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        for (Map.Entry<String, Optional<T>> record : records.entrySet()) {
            Future<RecordMetadata> one = producer.send(new ProducerRecord<>(
                    topic.name(), record.getKey(), record.getValue().orElse(null)));
            if (one.isDone()) {
                // refused at once: so would be the rest, each after a wait of its own
                one.get();
            }
            sent.put(record.getKey(), one);
        }
        return sent;
    }

    private RefusedException away(String message, @Nullable Throwable cause) {
        RefusedException refused = new RefusedException(Refusal.KAFKA_AWAY, message, hint);
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}
