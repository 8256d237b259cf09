package io.zerostream.schemas;

import io.zerostream.schemas.avro.ImageEvent;
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
import org.apache.kafka.common.header.Headers;

/**
 * Writes pictures to the {@code images} topic, keyed by source, and waits until Kafka has them. Borrows the producer; its
 * owner closes it. Thread-safe.
 */
public final class PictureWriter implements AutoCloseable {
    private final Producer<String, ImageEvent> producer;
    private final Duration timeout;
    /**
     * One thread, for the serializer is not thread-safe; not the caller's, for it may ask the schema registry for longer
     * than the caller can wait.
     */
    private final ThreadPoolExecutor sending;

    /** A picture that Kafka may not have. */
    public static final class NotWrittenException extends Exception {
        private static final long serialVersionUID = 1L;

        /**
         * @param message for people
         * @param cause what was thrown
         */
        public NotWrittenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @param producer made with {@link #settings}
     * @param timeout longest time from {@link #send} to the acknowledgement
     */
    public PictureWriter(Producer<String, ImageEvent> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
        sending = new ThreadPoolExecutor(1, 1, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "sends-pictures");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * What the producer is made with: by itself it waits a minute for a broker that is away, with all others behind it.
     *
     * @param timeout of the writer
     */
    public static Map<String, Object> settings(Duration timeout) {
        return Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.max(1, timeout.toMillis() / 2));
    }

    /** A picture on its way to Kafka. */
    public final class Sending {
        private final long end;
        private final Future<Future<RecordMetadata>> sent;

        private Sending(long end, Future<Future<RecordMetadata>> sent) {
            this.end = end;
            this.sent = sent;
        }

        /**
         * Waits until Kafka has it.
         *
         * @throws NotWrittenException when it is not acknowledged in time, counted from {@link #send}, with the reason for
         *     people; it may have been written all the same
         * @throws InterruptedException while it waits; likewise
         */
        public void await() throws NotWrittenException, InterruptedException {
            try {
                sent.get(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                        .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // what nobody waits for is not sent, unless it is under way
                sent.cancel(false);
                sending.purge();
                Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                throw new NotWrittenException("the picture could not be written: " + why(cause), cause);
            }
        }
    }

    /** Writes one that is not traced, as below. */
    public void put(ImageEvent event) throws NotWrittenException, InterruptedException {
        put(event, TraceContext.NONE);
    }

    /**
     * Writes one.
     *
     * @param trace goes into the record's headers, and from there to what becomes of the picture
     * @throws NotWrittenException as {@link Sending#await}
     * @throws InterruptedException as {@link Sending#await}
     */
    public void put(ImageEvent event, TraceContext trace) throws NotWrittenException, InterruptedException {
        send(event, trace.headers()).await();
    }

    /**
     * Begins to write one. Those of one source go in the order in which they were begun.
     *
     * @param headers of the record, among them those of its {@link TraceContext}
     */
    public Sending send(ImageEvent event, Headers headers) {
        long end = System.nanoTime() + timeout.toNanos();
        return new Sending(
                end,
                sending.submit(() -> producer.send(
                        new ProducerRecord<>(Topics.IMAGES.name(), null, event.getSourceId(), event, headers))));
    }

    private String why(Throwable cause) {
        // Kafka's own words blame a topic that is not there
        return cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? "Kafka, or the schema registry, does not answer (write-timeout is " + timeout.toMillis() + " ms)"
                : String.valueOf(cause.getMessage());
    }

    /** Sends nothing any more. */
    @Override
    public void close() {
        sending.shutdownNow();
    }
}
