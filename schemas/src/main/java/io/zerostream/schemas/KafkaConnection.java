package io.zerostream.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Kafka and the schema registry are, and clients of them with the settings that ZeroStream counts on: idempotent
 * producers that wait for all replicas, consumers that see committed records only. Whoever asks for a client closes it.
 *
 * @param bootstrapServers Kafka's {@code host:port[,host:port]}
 * @param registryUrl base address of the Confluent-compatible registry
 */
public record KafkaConnection(String bootstrapServers, String registryUrl) {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Of a topic that is read to its end: Kafka may be gone, and its client only waits then. */
    private static final Duration STILL = Duration.ofSeconds(60);

    /** A producer of a topic's records, keyed by text. */
    public <T extends SpecificRecord> Producer<String, T> producer(Topics.Topic topic, Class<T> type) {
        return producer(topic, type, Map.of());
    }

    /** @param overrides settings that replace ours */
    public <T extends SpecificRecord> Producer<String, T> producer(
            Topics.Topic topic, Class<T> type, Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        config.putAll(overrides);
        return new KafkaProducer<>(
                config, new StringSerializer(), new AvroSerializer<>(new SchemaCoder<>(type, topic, registryUrl)));
    }

    /**
     * A consumer of a topic's records that belongs to no group: its user assigns partitions and positions.
     *
     * @param overrides settings that replace ours
     */
    public <T extends SpecificRecord> Consumer<String, T> consumer(
            Topics.Topic topic, Class<T> type, Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.putAll(overrides);
        return new KafkaConsumer<>(
                config, new StringDeserializer(), new AvroDeserializer<>(new SchemaCoder<>(type, topic, registryUrl)));
    }

    /** The consumer above, assigned to all partitions of the topic; its user seeks. */
    public <T extends SpecificRecord> Consumer<String, T> consumerOfAllPartitions(Topics.Topic topic, Class<T> type) {
        Consumer<String, T> consumer = consumer(topic, type, Map.of());
        consumer.assign(consumer.partitionsFor(topic.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList());
        return consumer;
    }

    /**
     * Reads a compacted topic of one partition to its present end.
     *
     * @return the latest record of each key, in the order of their last change; removed keys are absent
     * @see #readAll
     */
    public <T extends SpecificRecord> Map<String, T> readCompacted(Topics.Topic topic, Class<T> type) {
        Map<String, T> latest = new LinkedHashMap<>();
        readAll(topic, type, record -> {
            latest.remove(record.key());
            if (record.value() != null) {
                latest.put(record.key(), record.value());
            }
        });
        return latest;
    }

    /**
     * Reads a topic of one partition from its beginning to its present end, record by record; the value of a tombstone is
     * null. A record that is none of ours is skipped with a warning in the log that says where it is.
     *
     * @throws SchemaRegistryException when the schema registry is away
     * @throws org.apache.kafka.common.KafkaException when Kafka is away
     */
    public <T extends SpecificRecord> void readAll(
            Topics.Topic topic, Class<T> type, java.util.function.Consumer<ConsumerRecord<String, T>> each) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (Consumer<String, T> consumer = consumer(topic, type, Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long reached = consumer.position(partition);
            long moved = System.nanoTime();
            while (reached < end) {
                try {
                    consumer.poll(POLL).forEach(each);
                } catch (RecordDeserializationException e) {
                    skip(consumer, e);
                }
                long now = consumer.position(partition);
                if (now == reached && System.nanoTime() - moved > STILL.toNanos()) {
                    throw new TimeoutException("topic " + topic.name() + " brought nothing for " + STILL.toSeconds()
                            + " s, at offset " + reached + " of " + end);
                }
                moved = now == reached ? moved : System.nanoTime();
                reached = now;
            }
        }
    }

    /**
     * Goes on behind a record that is none of ours, with a warning of one line.
     *
     * @throws SchemaRegistryException when it may be one, but the schema registry is away
     */
    static void skip(Consumer<?, ?> consumer, RecordDeserializationException e) {
        if (e.getCause() instanceof SchemaRegistryException away && !away.notFound()) {
            throw away;
        }
        LOG.warn(
                "topic {} partition {} offset {} holds no record of ours and is skipped: {}",
                e.topicPartition().topic(),
                e.topicPartition().partition(),
                e.offset(),
                SafeText.of(String.valueOf(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage())));
        consumer.seek(e.topicPartition(), e.offset() + 1);
    }
}
