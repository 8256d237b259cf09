package io.zerostream.schemas;

import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema registry is, and how it is asked: by basic authentication, with a bearer token, and over TLS with stores of
 * one's own (PEM, PKCS12, JKS), whose settings are named and read as those of Kafka's clients. Values may be references, see
 * {@link References}.
 *
 * @param url base address of the Confluent-compatible API, for example {@code http://host:8081}
 * @param settings {@link #USER}, {@link #TOKEN} and Kafka's {@code ssl.…}
 */
public record SchemaRegistryAccess(String url, Map<String, String> settings) implements Serializable {
    /** {@code user:password} of basic authentication, as Confluent's clients call it. */
    public static final String USER = "basic.auth.user.info";

    /** Token that is sent as {@code Authorization: Bearer}, as Confluent's clients call it. */
    public static final String TOKEN = "bearer.auth.token";

    private static final String TLS = "ssl.";
    private static final ConfigDef TLS_SETTINGS = new ConfigDef();
    /** Of what TLS can be told, that which the JDK's HTTP client takes. */
    private static final Set<String> STORES = Set.of(
            SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
            SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
            SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
            SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
            SslConfigs.SSL_KEY_PASSWORD_CONFIG);

    static {
        SslConfigs.addClientSslSupport(TLS_SETTINGS);
    }

    /** @throws IllegalArgumentException for a setting that does not exist or does not go with the others */
    public SchemaRegistryAccess {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        if (hasUser(url)) {
            throw new IllegalArgumentException("kafka.registry-url holds a user or a password, and addresses are shown"
                    + " to everybody: set " + ConnectionSettings.REGISTRY + USER);
        }
        for (String key : settings.keySet()) {
            if (!key.equals(USER) && !key.equals(TOKEN) && !STORES.contains(key)) {
                throw new IllegalArgumentException(ConnectionSettings.REGISTRY + key + " is no setting of the registry;"
                        + " there are " + USER + ", " + TOKEN + ", " + String.join(", ", new TreeSet<>(STORES)));
            }
        }
        if (settings.containsKey(USER) && settings.containsKey(TOKEN)) {
            throw new IllegalArgumentException(ConnectionSettings.REGISTRY + USER + " and " + TOKEN
                    + " are both set: a request is signed in one way; leave one out");
        }
    }

    /** A registry that lets everybody in. */
    public static SchemaRegistryAccess open(String url) {
        return new SchemaRegistryAccess(url, Map.of());
    }

    private static boolean hasUser(String url) {
        try {
            return URI.create(url).getRawUserInfo() != null;
        } catch (IllegalArgumentException e) {
            // told when it is asked for
            return url.contains("@");
        }
    }

    /**
     * Value of the header {@code Authorization}, looked up on this machine.
     *
     * @throws org.apache.kafka.common.config.ConfigException when a reference leads to nothing
     */
    Optional<String> authorization() {
        Map<String, String> values = resolved();
        if (values.containsKey(USER)) {
            byte[] user = values.get(USER).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(user));
        }
        return Optional.ofNullable(values.get(TOKEN)).map(token -> "Bearer " + token);
    }

    /**
     * What certificates are trusted and shown; empty = as the JDK does.
     *
     * @throws KafkaException when a store cannot be read
     */
    Optional<SSLContext> tls() {
        if (settings.keySet().stream().noneMatch(key -> key.startsWith(TLS))) {
            return Optional.empty();
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(TLS_SETTINGS.parse(resolved()));
            return Optional.of(factory.sslContext());
        }
    }

    private Map<String, String> resolved() {
        return References.resolved(ConnectionSettings.REGISTRY, settings);
    }

    /** Whether people may not see a value. */
    static boolean isSecret(String key) {
        ConfigDef.@Nullable ConfigKey setting = TLS_SETTINGS.configKeys().get(key);
        return setting == null || setting.type() == ConfigDef.Type.PASSWORD;
    }

    /** Values that are secret are not shown. */
    @Override
    public String toString() {
        return url + ' ' + References.shown(settings, SchemaRegistryAccess::isSecret);
    }
}
