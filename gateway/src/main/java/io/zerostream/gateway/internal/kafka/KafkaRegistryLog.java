package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.registry.RegistryLog;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.TopicIds;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.registry.RegistryWriteException;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.RegistryWriter.Written;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the {@code class-registry} topic: plans when the follower has read all that others wrote, and waits until it has
 * read what was written. Not thread-safe: {@link io.zerostream.gateway.internal.registry.ClassRegistry} writes one change at
 * a time. Borrows writer, follower and the look at topics; their owner closes them.
 */
public final class KafkaRegistryLog implements RegistryLog {
    private static final String NOT_CHANGED = "nothing was changed";

    private final RegistryWriter<ClassRegistryRecord> writer;
    private final TopicFollower<ClassRegistryRecord> follower;
    private final TopicIds topics;
    private final Duration timeout;
    /** The topic that the writer knows the end of. */
    private long written;

    /**
     * @param writer of the topic
     * @param follower that feeds the view
     * @param topics tells which topic is there
     * @param timeout longest wait for reading back
     */
    public KafkaRegistryLog(
            RegistryWriter<ClassRegistryRecord> writer,
            TopicFollower<ClassRegistryRecord> follower,
            TopicIds topics,
            Duration timeout) {
        this.writer = writer;
        this.follower = follower;
        this.topics = topics;
        this.timeout = timeout;
    }

    @Override
    public long topic() {
        return follower.topicId();
    }

    @Override
    public Change write(long topic, Supplier<Change> plan) {
        try {
            requireSame(topic, NOT_CHANGED);
            if (topic != written) {
                writer.reopen();
                written = topic;
            }
            Written<Change> change = writer.write(end -> {
                requireSame(topic, NOT_CHANGED);
                requireRead(end, "what others wrote could not be read");
                Change planned = plan.get();
                Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
                planned.entries().forEach(entry -> records.put(entry.key(), entry.value()));
                return new Planned<>(records, planned);
            });
            if (!change.result().entries().isEmpty()) {
                requireRead(change.end(), "the change was written but not read back");
                requireStillSame(topic);
            }
            return change.result();
        } catch (RegistryWriteException e) {
            throw away(String.valueOf(e.getMessage()), e);
        } catch (KafkaException | SchemaRegistryException e) {
            throw away("the change could not be written: " + e.getMessage(), e);
        }
    }

    private void requireStillSame(long topic) {
        try {
            requireSame(topic, "the new one may have the change");
        } catch (KafkaException e) {
            throw away(
                    "the change was written; whether its topic is still there cannot be asked: " + e.getMessage(), e);
        }
    }

    private void requireRead(long end, String what) {
        try {
            if (!follower.awaitEnd(end, timeout)) {
                throw away(what + " within " + timeout.toSeconds() + " s", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the gateway is closing", e);
        }
    }

    /** A producer waits for a topic that is away, and writes into whatever comes under its name. */
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
