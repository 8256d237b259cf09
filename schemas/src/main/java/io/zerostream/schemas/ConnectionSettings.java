package io.zerostream.schemas;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where Kafka and the registry are and how they are reached, as text: the keys of {@link KafkaConnection}, the same for job,
 * gateway and commands. What is put later outdoes what was put before.
 */
public final class ConnectionSettings {
    /** Kafka's {@code host:port[,host:port]}. */
    public static final String BOOTSTRAP_SERVERS = "kafka.bootstrap-servers";

    /** Base address of the schema registry. */
    public static final String REGISTRY_URL = "kafka.registry-url";

    /** Before the name that Kafka has for a setting of its clients. */
    public static final String CLIENT = "kafka.client.";

    /** Before a setting of {@link SchemaRegistryAccess}. */
    public static final String REGISTRY = "kafka.registry.";

    private static final String OURS = "kafka.";

    private final Map<String, String> values = new TreeMap<>();

    /** Whether a key is one of the many that have no list: {@code kafka.client.…}, {@code kafka.registry.…}. */
    public static boolean isOpenKey(String key) {
        return key.startsWith(CLIENT) || key.startsWith(REGISTRY);
    }

    /**
     * The key that an environment variable stands for, if it is one of the many: with the prefix {@code ZEROSTREAM_}, {@code
     * ZEROSTREAM_KAFKA_CLIENT_SASL_MECHANISM} is {@code kafka.client.sasl.mechanism}.
     */
    public static Optional<String> openKeyOf(String variable, String prefix) {
        if (!variable.startsWith(prefix)) {
            return Optional.empty();
        }
        String key =
                variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        // kafka.registry.url is kafka.registry-url
        return Optional.of(key).filter(found -> isOpenKey(found) && !found.equals(REGISTRY + "url"));
    }

    /**
     * Adds one.
     *
     * @throws IllegalArgumentException when there is no such key
     */
    public ConnectionSettings put(String key, String value) {
        if (!key.equals(BOOTSTRAP_SERVERS) && !key.equals(REGISTRY_URL) && !isOpenKey(key)) {
            throw new IllegalArgumentException(key + " is no setting of the connection; there are " + BOOTSTRAP_SERVERS
                    + ", " + REGISTRY_URL + ", " + CLIENT + "… and " + REGISTRY + "…");
        }
        values.put(key, value.trim());
        return this;
    }

    /**
     * Adds those of a properties file that begin with {@code kafka.}; the others are the job's.
     *
     * @throws IllegalArgumentException when it cannot be read, or has a key that does not exist
     */
    public ConnectionSettings putFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(OURS))
                .forEach(key -> put(key, properties.getProperty(key)));
        return this;
    }

    /** Adds those variables of an environment that {@link #openKeyOf} knows. */
    public ConnectionSettings putEnvironment(Map<String, String> environment, String prefix) {
        environment.forEach((name, value) -> openKeyOf(name, prefix).ifPresent(key -> put(key, value)));
        return this;
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** What was put last under a key; empty text = nothing. */
    public String get(String key) {
        return values.getOrDefault(key, "");
    }

    /** @throws IllegalArgumentException for a setting that cannot be set, naming it */
    public KafkaConnection connection() {
        return new KafkaConnection(
                get(BOOTSTRAP_SERVERS),
                new SchemaRegistryAccess(get(REGISTRY_URL), below(REGISTRY)),
                new KafkaClientSettings(below(CLIENT)));
    }

    private Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    private static boolean isSecret(String key, String value) {
        return isOpenKey(key) && shown(Map.of(key, value)).containsValue(References.HIDDEN);
    }

    /** What to tell who writes a secret into a flag; empty = it is none. */
    public static Optional<String> warningOfFlag(String key, String value) {
        return isSecret(key, value)
                ? Optional.of(
                        key + " is a secret in a flag, which whoever lists the processes of this machine can read: put"
                                + " it into the file of settings or an environment variable, or write ${file:PATH:KEY}")
                : Optional.empty();
    }

    /** Settings by their whole keys, as they may be printed. */
    static Map<String, String> shown(Map<String, String> settings) {
        return References.shown(
                settings,
                key -> key.startsWith(CLIENT)
                        ? KafkaClientSettings.isSecret(key.substring(CLIENT.length()))
                        : key.startsWith(REGISTRY) && SchemaRegistryAccess.isSecret(key.substring(REGISTRY.length())));
    }
}
