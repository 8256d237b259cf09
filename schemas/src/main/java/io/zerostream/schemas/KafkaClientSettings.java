package io.zerostream.schemas;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * What people set of Kafka's own clients, by Kafka's own names: {@code security.protocol}, {@code sasl.jaas.config}, {@code
 * ssl.truststore.location} and so on. Every client gets all of it. Values may be references, see {@link References}.
 *
 * @param values by Kafka's name
 */
public record KafkaClientSettings(Map<String, String> values) implements Serializable {
    /** Clients as Kafka makes them. */
    public static final KafkaClientSettings NONE = new KafkaClientSettings(Map.of());

    private static final String SERIALIZED = "what is on the topics is ZeroStream's Avro";
    private static final String IN_MEMORY = "what one fetch may hold is measured by the largest records";

    /** What every client must have as ZeroStream sets it, and why. */
    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("bootstrap.servers", "set kafka.bootstrap-servers (commands: --kafka)"),
            Map.entry(
                    "group.id",
                    "the job's is zerostream-<deployment>, by which its lag is known; nothing else has one"),
            Map.entry("group.instance.id", "there are no members that Kafka gives partitions to"),
            Map.entry("client.id", "each client has one of its own"),
            Map.entry("isolation.level", "what was not committed must not be seen"),
            Map.entry("enable.auto.commit", "the job commits with its checkpoints, all others nothing"),
            Map.entry("auto.offset.reset", "each reader knows where it begins"),
            Map.entry("allow.auto.create.topics", "a topic must have its settings: zerostream topics create"),
            Map.entry("transactional.id", "the ids are how writers shut each other out"),
            Map.entry("transaction.timeout.ms", "set the job's sink.transaction-timeout"),
            Map.entry("key.serializer", SERIALIZED),
            Map.entry("value.serializer", SERIALIZED),
            Map.entry("key.deserializer", SERIALIZED),
            Map.entry("value.deserializer", SERIALIZED),
            Map.entry("acks", "a record counts when all replicas have it"),
            Map.entry("enable.idempotence", "repeats would come twice"),
            Map.entry("max.in.flight.requests.per.connection", "the order of a source would be lost"),
            Map.entry("max.request.size", "it is that of the largest record"),
            Map.entry("max.poll.records", IN_MEMORY),
            Map.entry("max.partition.fetch.bytes", IN_MEMORY),
            Map.entry("fetch.max.bytes", IN_MEMORY),
            Map.entry("config.providers", "file, directory and env are there"));

    private static final Map<String, ConfigDef.ConfigKey> KNOWN = known();

    /** @throws IllegalArgumentException naming the first setting that ZeroStream must have for itself, and why */
    public KafkaClientSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        for (String key : values.keySet()) {
            String why = OURS.get(key.startsWith("config.providers.") ? "config.providers" : key);
            if (why != null) {
                throw new IllegalArgumentException(
                        ConnectionSettings.CLIENT + key + " cannot be set: " + why + "; leave it out");
            }
        }
    }

    /** For a client on this machine or another one, which looks the references up when it is made. */
    Map<String, Object> forClients() {
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(References.PROVIDERS);
        return all;
    }

    /** Whether people may see a value: a setting that Kafka does not know may be a plug-in's password. */
    static boolean isSecret(String key) {
        ConfigDef.@Nullable ConfigKey known = KNOWN.get(key);
        return known == null || known.type() == ConfigDef.Type.PASSWORD;
    }

    private static Map<String, ConfigDef.ConfigKey> known() {
        Map<String, ConfigDef.ConfigKey> all =
                new HashMap<>(ProducerConfig.configDef().configKeys());
        all.putAll(ConsumerConfig.configDef().configKeys());
        all.putAll(AdminClientConfig.configDef().configKeys());
        return Map.copyOf(all);
    }

    /** Values that are secret are not shown. */
    @Override
    public String toString() {
        return References.shown(values, KafkaClientSettings::isSecret).toString();
    }
}
