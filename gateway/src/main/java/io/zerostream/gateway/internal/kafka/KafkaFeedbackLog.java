package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.feedback.FeedbackLog;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Feedback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the {@code feedback} topic, and waits until its own follower has read it. Borrows both. Thread-safe: one writes
 * at a time, for the producer encodes in the thread of who sends.
 */
public final class KafkaFeedbackLog implements FeedbackLog {
    private final Producer<String, Feedback> producer;
    private final TopicFollower<Feedback> follower;
    private final Duration timeout;

    /**
     * @param producer of the topic
     * @param follower of the same topic
     * @param timeout longest wait, for Kafka and again for reading back
     */
    public KafkaFeedbackLog(Producer<String, Feedback> producer, TopicFollower<Feedback> follower, Duration timeout) {
        this.producer = producer;
        this.follower = follower;
        this.timeout = timeout;
    }

    @Override
    public synchronized void write(Map<String, Optional<Feedback>> records) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            List<Future<RecordMetadata>> written = new ArrayList<>();
            for (Map.Entry<String, Optional<Feedback>> record : records.entrySet()) {
                Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                        Topics.FEEDBACK.name(),
                        record.getKey(),
                        record.getValue().orElse(null)));
                if (sent.isDone()) {
                    // refused at once: so would be the rest, each after a wait of its own
                    sent.get();
                }
                written.add(sent);
            }
            long last = 0;
            for (Future<RecordMetadata> each : written) {
                last = Math.max(
                        last,
                        each.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                                .offset());
            }
            if (!follower.awaitEnd(last + 1, timeout)) {
                throw away("it was written but not read back within " + timeout.toSeconds() + " s", null);
            }
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away(
                    "what the pictures show could not be written: "
                            + (cause instanceof TimeoutException
                                    ? "Kafka does not answer within " + timeout.toSeconds() + " s"
                                    : cause.getMessage()),
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the gateway is closing", e);
        }
    }

    private static RefusedException away(String message, @Nullable Throwable cause) {
        RefusedException refused =
                new RefusedException(Refusal.KAFKA_AWAY, message, "say it again: what is said twice counts once");
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}
