package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.registry.RegistryLog;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the {@code class-registry} topic, each record acknowledged before the next is sent, and waits until the
 * follower has read the last one. Not thread-safe: {@link io.zerostream.gateway.internal.registry.ClassRegistry} writes
 * one change at a time. Borrows producer and follower; their owner closes them.
 */
public final class KafkaRegistryLog implements RegistryLog {
    private final Producer<String, ClassRegistryRecord> producer;
    private final TopicFollower<ClassRegistryRecord> follower;
    private final Duration timeout;

    /**
     * @param producer of the topic
     * @param follower that feeds the view
     * @param timeout longest wait for an acknowledgement, and again for reading back
     */
    public KafkaRegistryLog(
            Producer<String, ClassRegistryRecord> producer,
            TopicFollower<ClassRegistryRecord> follower,
            Duration timeout) {
        this.producer = producer;
        this.follower = follower;
        this.timeout = timeout;
    }

    @Override
    public void append(List<Change.Entry> entries) {
        long last = -1;
        try {
            for (Change.Entry entry : entries) {
                last = producer.send(new ProducerRecord<>(Topics.CLASS_REGISTRY.name(), 0, entry.key(), entry.value()))
                        .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .offset();
            }
            if (!follower.awaitOffset(last, timeout)) {
                throw away("the change was written but not read back within " + timeout.toSeconds() + " s", null);
            }
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away("the change could not be written: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the gateway is closing", e);
        }
    }

    private static RefusedException away(String message, @Nullable Throwable cause) {
        RefusedException refused = new RefusedException(
                Refusal.KAFKA_AWAY, message, "look at the list of classes before trying again: it may be there");
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}
