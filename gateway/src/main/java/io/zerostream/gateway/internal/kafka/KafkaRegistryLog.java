package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.registry.RegistryLog;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.TopicIds;
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
 * one change at a time. Borrows producer, follower and the look at topics; their owner closes them.
 */
public final class KafkaRegistryLog implements RegistryLog {
    private final Producer<String, ClassRegistryRecord> producer;
    private final TopicFollower<ClassRegistryRecord> follower;
    private final TopicIds topics;
    private final Duration timeout;

    /**
     * @param producer of the topic
     * @param follower that feeds the view
     * @param topics tells which topic is there
     * @param timeout longest wait for an acknowledgement, and again for reading back
     */
    public KafkaRegistryLog(
            Producer<String, ClassRegistryRecord> producer,
            TopicFollower<ClassRegistryRecord> follower,
            TopicIds topics,
            Duration timeout) {
        this.producer = producer;
        this.follower = follower;
        this.topics = topics;
        this.timeout = timeout;
    }

    @Override
    public long topic() {
        return follower.topicId();
    }

    @Override
    public void append(long topic, List<Change.Entry> entries) {
        long last = -1;
        try {
            requireSame(topic, "nothing was changed");
            for (Change.Entry entry : entries) {
                last = producer.send(new ProducerRecord<>(Topics.CLASS_REGISTRY.name(), 0, entry.key(), entry.value()))
                        .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .offset();
            }
            if (!follower.awaitOffset(last, timeout)) {
                throw away("the change was written but not read back within " + timeout.toSeconds() + " s", null);
            }
            requireSame(topic, "the new one may have the change");
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw away("the change could not be written: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the gateway is closing", e);
        }
    }

    /** The producer waits for a topic that is away, and writes into whatever comes under its name. */
    private void requireSame(long topic, String changed) {
        Long present = topics.of(List.of(Topics.CLASS_REGISTRY.name())).get(Topics.CLASS_REGISTRY.name());
        if (present == null) {
            throw away("Kafka has no topic " + Topics.CLASS_REGISTRY.name(), null);
        }
        if (present != topic || follower.topicId() != topic) {
            throw new RefusedException(
                    Refusal.REGISTRY_REPLACED,
                    "topic " + Topics.CLASS_REGISTRY.name() + " was created again meanwhile; " + changed,
                    "look again what it says now and repeat the change");
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
