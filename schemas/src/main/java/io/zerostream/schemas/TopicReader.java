package io.zerostream.schemas;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions of a topic, of committed records only: everything here but Flink's sources reads through it. What can
 * go wrong has one answer each. What may heal is thrown, and the next read tries the same record again: the schema registry
 * is away, answers 429 or 5xx, or refuses us. What never will is handed on as {@link Unreadable} and passed over: a record
 * that is none of ours, of a schema that the registry does not know, or without a value where there are no tombstones.
 * What a receiver throws leaves its record unread, too. Kafka's own client waits for a broker that is away. Used by one thread, but for {@link #wakeup}.
 *
 * @param <T> of the records
 */
public final class TopicReader<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    /** Of a topic that is read to its end: Kafka may be gone, and its client only waits then. */
    private static final Duration STILL = Duration.ofSeconds(60);

    private final Topics.Topic topic;
    private final Consumer<String, byte[]> consumer;
    private final SchemaCoder<T> coder;
    private final Duration answer;
    private final SkippedRecords skipped = new SkippedRecords(Clock.systemUTC());

    /**
     * Takes what is read.
     *
     * @param <T> of the records
     */
    @FunctionalInterface
    public interface Receiver<T> {
        /**
         * One record, in the order of its partition.
         *
         * @param record its value is null when it is a tombstone, which compacted topics have
         */
        void on(ConsumerRecord<String, T> record);
    }

    /** Takes what no {@link Receiver} can. */
    @FunctionalInterface
    public interface UnreadableReceiver {
        /** One record that cannot be read and never will. */
        void on(Unreadable record);
    }

    /**
     * A record that is none of ours.
     *
     * @param partition it lies in
     * @param offset there
     * @param key as text; empty without one
     * @param problem why
     */
    public record Unreadable(TopicPartition partition, long offset, String key, String problem) {}

    private TopicReader(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Duration answer, Map<String, Object> overrides) {
        this.topic = topic;
        this.answer = answer;
        Map<String, Object> settings = new HashMap<>(overrides);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        coder = new SchemaCoder<>(type, topic, kafka.registry());
        // bytes: its own deserializing would log an error for each record that is none of ours
        consumer = kafka.consumer(new ByteArrayDeserializer(), settings);
        boolean assigned = false;
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic.name(), answer);
            if (partitions == null || partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException("Kafka at " + kafka.bootstrapServers() + " has no topic '"
                        + topic.name() + "': create ZeroStream's topics first (zerostream topics create)");
            }
            consumer.assign(partitions.stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            assigned = true;
        } finally {
            if (!assigned) {
                consumer.close();
            }
        }
    }

    /**
     * From the first record on.
     *
     * @throws UnknownTopicOrPartitionException when Kafka has no such topic
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer within a minute
     */
    public static <T extends SpecificRecord> TopicReader<T> fromBeginning(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type) {
        return new TopicReader<>(kafka, topic, type, ANSWER, Map.of());
    }

    /** From the present end on: what is sent after this returns is read. The rest as {@link #fromBeginning}. */
    public static <T extends SpecificRecord> TopicReader<T> fromEnd(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type) {
        TopicReader<T> reader = fromBeginning(kafka, topic, type);
        try {
            reader.consumer.seekToEnd(reader.consumer.assignment());
            // seeks are lazy; once the positions are known, nothing that is sent from here on is missed
            reader.positions();
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /**
     * From the first record on.
     *
     * @param answer longest time for Kafka to answer
     * @param overrides settings of the consumer that replace ours
     * @throws UnknownTopicOrPartitionException when Kafka has no such topic
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer in time
     */
    public static <T extends SpecificRecord> TopicReader<T> with(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Duration answer, Map<String, Object> overrides) {
        return new TopicReader<>(kafka, topic, type, answer, overrides);
    }

    /** Where the committed records of each partition end at present. */
    public Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(consumer.assignment(), answer);
    }

    /** Offset of the next record of each partition. */
    public Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
        return positions;
    }

    /**
     * Goes to some offsets before those given, or to where a partition begins. Not each offset has a record: commits of
     * transactions take one too.
     */
    public void seekBefore(Map<TopicPartition, Long> ends, long offsets) {
        consumer.beginningOffsets(consumer.assignment(), answer)
                .forEach((partition, begin) ->
                        consumer.seek(partition, Math.max(begin, ends.getOrDefault(partition, 0L) - offsets)));
    }

    /** Goes to the beginning. */
    public void seekToBeginning() {
        consumer.seekToBeginning(consumer.assignment());
    }

    /**
     * Reads what there is, or waits a while for something.
     *
     * @throws SchemaRegistryException when the schema registry is away; the record is read again next time
     * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup}
     */
    public void poll(Duration wait, Receiver<T> receiver, UnreadableReceiver unreadable) {
        ConsumerRecords<String, byte[]> some = consumer.poll(wait);
        Map<TopicPartition, Long> untaken = new HashMap<>();
        some.partitions()
                .forEach(partition ->
                        untaken.put(partition, some.records(partition).get(0).offset()));
        try {
            for (ConsumerRecord<String, byte[]> record : some) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                untaken.put(partition, record.offset());
                take(partition, record, receiver, unreadable);
                untaken.put(partition, record.offset() + 1);
            }
            untaken.clear();
        } finally {
            // something was thrown: what was not taken comes again
            untaken.forEach(consumer::seek);
        }
    }

    private void take(
            TopicPartition partition,
            ConsumerRecord<String, byte[]> record,
            Receiver<T> receiver,
            UnreadableReceiver unreadable) {
        @Nullable T value = null;
        @Nullable String problem = record.value() == null && !topic.compacted() ? "it has no value" : null;
        if (record.value() != null) {
            try {
                value = coder.decode(record.value());
            } catch (SerializationException e) {
                problem = e.getMessage();
            } catch (SchemaRegistryException e) {
                if (!e.notFound()) {
                    throw e;
                }
                problem = e.getMessage();
            }
        }
        if (problem == null) {
            receiver.on(new ConsumerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.timestampType(),
                    record.serializedKeySize(),
                    record.serializedValueSize(),
                    record.key(),
                    value,
                    record.headers(),
                    record.leaderEpoch()));
        } else {
            String key = record.key() == null ? "" : record.key();
            unreadable.on(new Unreadable(partition, record.offset(), key, problem));
        }
    }

    /** The same; what is none of ours is told in the log, one line in ten seconds. */
    public void poll(Duration wait, Receiver<T> receiver) {
        poll(wait, receiver, this::warn);
    }

    /** Tells the log of a record that is passed over; one line in ten seconds. */
    public void warn(Unreadable record) {
        skipped.log(record.partition(), record.offset(), record.problem());
    }

    /**
     * Reads from where it is to the present end of all partitions.
     *
     * @param enough asked after each poll: whether to stop before
     * @throws SchemaRegistryException when the schema registry is away
     * @throws TimeoutException when nothing came for a minute
     */
    public void toEnd(Receiver<T> receiver, UnreadableReceiver unreadable, BooleanSupplier enough) {
        Map<TopicPartition, Long> ends = ends();
        Map<TopicPartition, Long> reached = positions();
        long moved = System.nanoTime();
        while (isBefore(reached, ends) && !enough.getAsBoolean()) {
            poll(POLL, receiver, unreadable);
            Map<TopicPartition, Long> now = positions();
            if (now.equals(reached) && System.nanoTime() - moved > STILL.toNanos()) {
                throw new TimeoutException("topic " + topic.name() + " brought nothing for " + STILL.toSeconds()
                        + " s, at " + reached + " of " + ends);
            }
            moved = now.equals(reached) ? moved : System.nanoTime();
            reached = now;
        }
    }

    /** The same, without stopping before the end; what is none of ours is told in the log. */
    public void toEnd(Receiver<T> receiver) {
        toEnd(receiver, this::warn, () -> false);
    }

    private static boolean isBefore(Map<TopicPartition, Long> reached, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> reached.getOrDefault(end.getKey(), 0L) < end.getValue());
    }

    /** Ends a wait of the reading thread; from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    /**
     * Ends it at once. A consumer asks for the next records before anyone wants them, and Kafka answers a question that is
     * under way when something comes or half a second is over: a consumer that takes leave waits behind it, and reading a
     * short topic would take as long. Kafka forgets by itself whom it has not heard of.
     */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
