package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Writes to the {@code images} topic, keyed by source. Borrows the producer; its owner closes it. Thread-safe. */
public final class KafkaImageSink implements ImageSink {
    private final Producer<String, ImageEvent> producer;
    private final Duration timeout;
    /** The serializer, which runs in the caller's thread, is not thread-safe. Waiting for the answer happens outside. */
    private final ReentrantLock sending = new ReentrantLock();

    /**
     * @param producer made with {@link #settings}
     * @param timeout longest time from {@link #put} to the acknowledgement; until the schema registry has answered once it
     *     can be as much longer as that is asked again
     */
    public KafkaImageSink(Producer<String, ImageEvent> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
    }

    /**
     * What the producer is made with: by itself it waits a minute for a broker that is away, with the lock in its hand. The
     * lock may take half of the time, and the producer the other half.
     *
     * @param timeout of the sink
     */
    public static Map<String, Object> settings(Duration timeout) {
        return Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, halfOf(timeout));
    }

    private static long halfOf(Duration timeout) {
        return Math.max(1, timeout.toMillis() / 2);
    }

    @Override
    public void put(ImageEvent event) {
        long start = System.nanoTime();
        try {
            Future<RecordMetadata> answer = send(event);
            answer.get(timeout.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away(event, "the picture could not be written: " + why(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(event, "the gateway is closing", e);
        }
    }

    private Future<RecordMetadata> send(ImageEvent event) throws InterruptedException, TimeoutException {
        if (!sending.tryLock(halfOf(timeout), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("other pictures wait to be sent");
        }
        try {
            return producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event));
        } finally {
            sending.unlock();
        }
    }

    private @Nullable String why(Throwable cause) {
        // Kafka's own words blame a topic that is not there
        return cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? "Kafka, or the schema registry, does not answer (write-timeout is " + timeout.toMillis() + " ms)"
                : cause.getMessage();
    }

    /** It may have been written all the same: so its id is told, which the gateway may have made. */
    private static RefusedException away(ImageEvent event, String message, Throwable cause) {
        RefusedException refused = new RefusedException(
                Refusal.KAFKA_AWAY,
                message,
                "send it again with event_id=" + URLEncoder.encode(event.getEventId(), StandardCharsets.UTF_8)
                        + ": it may have been written all the same, and repeats can be told apart by it");
        refused.initCause(cause);
        return refused;
    }
}
