package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.cameras.CameraLog;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Camera;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Writes to the {@code cameras} topic, and waits until the follower has read it back. Borrows both. Thread-safe. */
public final class KafkaCameraLog implements CameraLog {
    private final Producer<String, Camera> producer;
    private final TopicFollower<Camera> follower;
    private final Duration timeout;

    /**
     * @param producer of the topic
     * @param follower that feeds the view
     * @param timeout longest wait, for Kafka and again for reading back
     */
    public KafkaCameraLog(Producer<String, Camera> producer, TopicFollower<Camera> follower, Duration timeout) {
        this.producer = producer;
        this.follower = follower;
        this.timeout = timeout;
    }

    @Override
    public synchronized void write(String name, @Nullable Camera camera) {
        try {
            RecordMetadata written = producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), name, camera))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!follower.awaitEnd(written.partition(), written.offset() + 1, timeout)) {
                throw away("the camera was written but not read back within " + timeout.toSeconds() + " s", null);
            }
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away(
                    "the camera could not be written: "
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
        RefusedException refused = new RefusedException(
                Refusal.KAFKA_AWAY, message, "look at the list of cameras before trying again: it may be there");
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}
