package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.letters.Originals;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The events of dead letters: from the letter itself, or from {@code images} as long as that has it. Connects when a letter
 * first needs it. Thread-safe; one is read at a time.
 */
public final class KafkaOriginals implements Originals, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConnection kafka;
    private final Duration answerWithin;
    private final SchemaCoder<ImageEvent> coder;
    private @Nullable Consumer<String, byte[]> consumer;
    private boolean closed;

    /** @param answerWithin how long Kafka may take to hand over one record, above 0 */
    public KafkaOriginals(KafkaConnection kafka, Duration answerWithin) {
        this.kafka = kafka;
        this.answerWithin = answerWithin;
        this.coder = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, kafka.registry());
    }

    @Override
    public synchronized Optional<ImageEvent> of(DeadLetter letter) throws UnreadableException {
        byte[] record = letter.getContent() == null ? fromKafka(letter) : bytes(letter.getContent());
        return record == null ? Optional.empty() : Optional.of(decode(record));
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    private ImageEvent decode(byte[] record) throws UnreadableException {
        try {
            return coder.decode(record);
        } catch (SerializationException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        } catch (SchemaRegistryException e) {
            if (e.notFound()) {
                throw new UnreadableException(String.valueOf(e.getMessage()), e);
            }
            throw away("the schema registry does not answer: " + e.getMessage(), e);
        }
    }

    /** Of {@code images} only, whatever the letter says: who writes letters does not choose what is read. */
    private byte @Nullable [] fromKafka(DeadLetter letter) {
        if (!letter.getTopic().equals(Topics.IMAGES.name())) {
            return null;
        }
        try {
            return read(connected(), new TopicPartition(letter.getTopic(), letter.getPartition()), letter.getOffset());
        } catch (KafkaException e) {
            throw away("the original picture could not be read: " + e.getMessage(), e);
        }
    }

    private byte @Nullable [] read(Consumer<String, byte[]> from, TopicPartition partition, long offset) {
        List<TopicPartition> one = List.of(partition);
        boolean known = from.partitionsFor(partition.topic(), answerWithin).stream()
                .anyMatch(info -> info.partition() == partition.partition());
        if (!known
                || offset < from.beginningOffsets(one, answerWithin).getOrDefault(partition, 0L)
                || offset >= from.endOffsets(one, answerWithin).getOrDefault(partition, 0L)) {
            return null;
        }
        from.assign(one);
        from.seek(partition, offset);
        long end = System.nanoTime() + answerWithin.toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<String, byte[]> record : from.poll(POLL)) {
                return record.offset() == offset ? record.value() : null;
            }
        }
        throw new org.apache.kafka.common.errors.TimeoutException(
                "Kafka did not hand it over within " + answerWithin.toMillis() + " ms");
    }

    private Consumer<String, byte[]> connected() {
        if (closed) {
            throw new RefusedException(Refusal.BUSY, "the gateway is closing", "ask again");
        }
        if (consumer == null) {
            consumer = kafka.consumer(
                    new ByteArrayDeserializer(),
                    Map.of(
                            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                            1,
                            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                            false,
                            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                            (int) answerWithin.toMillis()));
        }
        return consumer;
    }

    private static RefusedException away(String message, Exception cause) {
        RefusedException refused = new RefusedException(Refusal.KAFKA_AWAY, message, "try again in a moment");
        refused.initCause(cause);
        return refused;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (consumer != null) {
            consumer.close();
        }
    }
}
