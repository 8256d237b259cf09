package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes to the {@code images} topic, keyed by source. Borrows the producer; its owner closes it. */
public final class KafkaImageSink implements ImageSink {
    private final Producer<String, ImageEvent> producer;
    private final Duration timeout;

    /** @param timeout longest wait for the acknowledgement */
    public KafkaImageSink(Producer<String, ImageEvent> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
    }

    @Override
    public void put(ImageEvent event) {
        try {
            send(event).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away("the picture could not be written: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the gateway is closing", e);
        }
    }

    /** The serializer, which runs in the caller's thread, is not thread-safe; waiting happens outside the lock. */
    private synchronized Future<RecordMetadata> send(ImageEvent event) {
        return producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event));
    }

    private static RefusedException away(String message, Throwable cause) {
        RefusedException refused = new RefusedException(
                Refusal.KAFKA_AWAY, message, "send it again with the same event_id: repeats can be told apart");
        refused.initCause(cause);
        return refused;
    }
}
