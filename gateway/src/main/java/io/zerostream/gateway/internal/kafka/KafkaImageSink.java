package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes to the {@code images} topic, keyed by source. Borrows the producer; its owner closes it. Thread-safe. */
public final class KafkaImageSink implements ImageSink, AutoCloseable {
    private final Producer<String, ImageEvent> producer;
    private final Duration timeout;
    /**
     * One thread, for the serializer is not thread-safe; not the caller's, for it may ask the schema registry for longer
     * than the caller can wait.
     */
    private final ThreadPoolExecutor sending;

    /**
     * @param producer made with {@link #settings}
     * @param timeout longest time from {@link #put} to the acknowledgement
     */
    public KafkaImageSink(Producer<String, ImageEvent> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
        sending = new ThreadPoolExecutor(1, 1, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "gateway-sends");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * What the producer is made with: by itself it waits a minute for a broker that is away, with all others behind it.
     *
     * @param timeout of the sink
     */
    public static Map<String, Object> settings(Duration timeout) {
        return Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.max(1, timeout.toMillis() / 2));
    }

    @Override
    public void put(ImageEvent event) {
        long end = System.nanoTime() + timeout.toNanos();
        Future<Future<RecordMetadata>> sent = sending.submit(
                () -> producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event)));
        try {
            sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // what nobody waits for is not sent, unless it is under way
            sent.cancel(false);
            sending.purge();
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away(event, "the picture could not be written: " + why(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(event, "the gateway is closing", e);
        }
    }

    /** Sends nothing any more. */
    @Override
    public void close() {
        sending.shutdownNow();
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
