package io.zerostream.schemas;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Where Kafka and the schema registry are, how they are reached, and clients of them with the settings that ZeroStream counts
 * on: idempotent producers that wait for all replicas, consumers that see committed records only. Whoever asks for a client
 * closes it. A client that cannot be let in throws at once, as Kafka's clients do; {@link KafkaRefusal} says it in words.
 *
 * @param bootstrapServers Kafka's {@code host:port[,host:port]}
 * @param registry the Confluent-compatible registry
 * @param client further settings of every client
 */
public record KafkaConnection(String bootstrapServers, SchemaRegistryAccess registry, KafkaClientSettings client)
        implements Serializable {

    /** Where nobody is asked who they are. */
    public KafkaConnection(String bootstrapServers, String registryUrl) {
        this(bootstrapServers, SchemaRegistryAccess.open(registryUrl), KafkaClientSettings.NONE);
    }

    /** Base address of the registry. */
    public String registryUrl() {
        return registry.url();
    }

    /** A client of the registry. */
    public SchemaRegistryClient registryClient() {
        return new SchemaRegistryClient(registry);
    }

    /** What every client of Kafka is made with, before the settings of its kind: for who makes clients of its own. */
    public Properties clientProperties() {
        Properties config = new Properties();
        config.putAll(client.forClients());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return config;
    }

    /** All settings as text, by {@link ConnectionSettings}' keys; secrets among them. */
    public Map<String, String> settings() {
        Map<String, String> all = new TreeMap<>();
        all.put(ConnectionSettings.BOOTSTRAP_SERVERS, bootstrapServers);
        all.put(ConnectionSettings.REGISTRY_URL, registry.url());
        client.values().forEach((key, value) -> all.put(ConnectionSettings.CLIENT + key, value));
        registry.settings().forEach((key, value) -> all.put(ConnectionSettings.REGISTRY + key, value));
        return all;
    }

    /** The same as it may be printed. */
    public Map<String, String> shownSettings() {
        return ConnectionSettings.shown(settings());
    }

    /**
     * An admin client.
     *
     * @param overrides settings that replace ours
     */
    public Admin admin(Map<String, Object> overrides) {
        return Admin.create(config(overrides));
    }

    /** An admin client that waits for an answer no longer than this. */
    public Admin admin(Duration answerWithin) {
        int millis = Math.toIntExact(answerWithin.toMillis());
        return admin(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    }

    private Map<String, Object> config(Map<String, Object> ours) {
        // Kafka leaves a reference that leads to nothing as it is, and takes it for the password
        References.resolved(ConnectionSettings.CLIENT, client.values());
        Map<String, Object> config = new HashMap<>();
        clientProperties().forEach((key, value) -> config.put((String) key, value));
        config.putAll(ours);
        return config;
    }

    /** A producer of a topic's records, keyed by text. */
    public <T extends SpecificRecord> Producer<String, T> producer(Topics.Topic topic, Class<T> type) {
        return producer(topic, type, Map.of());
    }

    /** @param overrides settings that replace ours */
    public <T extends SpecificRecord> Producer<String, T> producer(
            Topics.Topic topic, Class<T> type, Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        config.putAll(overrides);
        return new KafkaProducer<>(
                config(config), new StringSerializer(), new AvroSerializer<>(new SchemaCoder<>(type, topic, registry)));
    }

    /** A consumer of committed records that belongs to no group: its user assigns partitions and positions. */
    public <T> Consumer<String, T> consumer(Deserializer<T> values, Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.putAll(overrides);
        return new KafkaConsumer<>(config(config), new StringDeserializer(), values);
    }

    /**
     * A consumer of committed records that belongs to no group, assigned to all partitions of the topic: for who asks for
     * offsets. To read, there is {@link TopicReader}.
     */
    public <T extends SpecificRecord> Consumer<String, T> consumerOfAllPartitions(Topics.Topic topic, Class<T> type) {
        Consumer<String, T> consumer =
                consumer(new AvroDeserializer<>(new SchemaCoder<>(type, topic, registry)), Map.of());
        consumer.assign(consumer.partitionsFor(topic.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList());
        return consumer;
    }

    /**
     * Reads a compacted topic to its present end.
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
     * Reads a topic from its beginning to its present end, record by record; the value of a tombstone is null. A record that
     * is none of ours is passed over with a warning in the log that says where it is.
     *
     * @throws SchemaRegistryException when the schema registry is away
     * @throws org.apache.kafka.common.KafkaException when Kafka is away
     */
    public <T extends SpecificRecord> void readAll(Topics.Topic topic, Class<T> type, TopicReader.Receiver<T> each) {
        try (TopicReader<T> reader = TopicReader.fromBeginning(this, topic, type)) {
            reader.toEnd(each);
        }
    }
}
