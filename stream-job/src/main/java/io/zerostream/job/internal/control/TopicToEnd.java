package io.zerostream.job.internal.control;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a compacted topic of one partition from its beginning to its present end, and goes on behind records that cannot
 * be read.
 *
 * @param <T> the generated class of the values
 */
public final class TopicToEnd<T extends SpecificRecord> {
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * Receives the records.
     *
     * @param <T> the generated class of the values
     */
    public interface Receiver<T> {
        /**
         * One record.
         *
         * @param value null for a tombstone
         * @return whether to go on
         */
        boolean read(long offset, String key, @Nullable T value);

        /** A record that is no {@code T}. */
        void unreadable(long offset, String key, String problem);
    }

    private final KafkaConnection kafka;
    private final Topics.Topic topic;
    private final Class<T> type;

    /**
     * @param kafka where
     * @param topic compacted, one partition
     * @param type the generated class of its values
     */
    public TopicToEnd(KafkaConnection kafka, Topics.Topic topic, Class<T> type) {
        this.kafka = kafka;
        this.topic = topic;
        this.type = type;
    }

    /**
     * Reads.
     *
     * @throws RuntimeException as the Kafka client or the schema registry reports that it is away
     */
    public void read(Receiver<T> receiver) {
        try (Consumer<String, T> consumer = kafka.consumerOfAllPartitions(topic, type)) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.seekToBeginning(consumer.assignment());
            long end = consumer.endOffsets(consumer.assignment()).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                if (!readSome(consumer, receiver)) {
                    return;
                }
            }
        }
    }

    private boolean readSome(Consumer<String, T> consumer, Receiver<T> receiver) {
        try {
            for (ConsumerRecord<String, T> record : consumer.poll(POLL)) {
                String key = record.key() == null ? "" : record.key();
                if (!receiver.read(record.offset(), key, record.value())) {
                    return false;
                }
            }
        } catch (RecordDeserializationException e) {
            if (e.getCause() instanceof SchemaRegistryException away && !away.notFound()) {
                throw away;
            }
            ByteBuffer key = e.keyBuffer();
            receiver.unreadable(
                    e.offset(),
                    key == null ? "" : StandardCharsets.UTF_8.decode(key).toString(),
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
            consumer.seek(e.topicPartition(), e.offset() + 1);
        }
        return true;
    }
}
