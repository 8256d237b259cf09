package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Kafka and the registry are and how they are reached, from text to clients. */
class ConnectionSettingsTest {
    private static final String JAAS =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"s3cret\";";

    private final ConnectionSettings settings = new ConnectionSettings()
            .put("kafka.bootstrap-servers", "localhost:1")
            .put("kafka.registry-url", "https://localhost:2");

    @Test
    void aFileIsOutdoneByTheEnvironmentAndThatByFlags(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("job.properties"), """
                batch.max-size = 32
                kafka.bootstrap-servers = file:1
                kafka.client.security.protocol = PLAINTEXT
                kafka.client.sasl.mechanism = PLAIN
                kafka.client.ssl.truststore.type = PEM
                """);

        KafkaConnection kafka = settings.putFile(file)
                .putEnvironment(
                        Map.of(
                                "ZEROSTREAM_KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
                                "ZEROSTREAM_KAFKA_CLIENT_SASL_MECHANISM", "SCRAM-SHA-256",
                                "ZEROSTREAM_KAFKA_REGISTRY_BASIC_AUTH_USER_INFO", "u:p",
                                "ZEROSTREAM_KAFKA", "ignored:1",
                                "ZEROSTREAM_KAFKA_REGISTRY_URL", "http://ignored",
                                "OTHER_KAFKA_CLIENT_SASL_MECHANISM", "x"),
                        "ZEROSTREAM_")
                .put("kafka.client.security.protocol", "SASL_SSL ")
                .connection();

        assertThat(kafka.bootstrapServers()).isEqualTo("file:1");
        assertThat(kafka.client().values())
                .isEqualTo(Map.of(
                        "security.protocol",
                        "SASL_SSL",
                        "sasl.mechanism",
                        "SCRAM-SHA-256",
                        "ssl.truststore.type",
                        "PEM"));
        assertThat(kafka.registry().settings()).isEqualTo(Map.of("basic.auth.user.info", "u:p"));
    }

    @Test
    void aKeyThatDoesNotExistIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("kafka.properties"), "kafka.clients.sasl.mechanism = PLAIN\n");
        assertThatThrownBy(() -> settings.putFile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("kafka.clients.sasl.mechanism is no setting", "kafka.client.…");
        assertThatThrownBy(() -> settings.putFile(folder.resolve("none")))
                .hasMessageContaining(folder.resolve("none").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "group.id",
                "isolation.level",
                "enable.auto.commit",
                "transactional.id",
                "transaction.timeout.ms",
                "key.serializer",
                "value.deserializer",
                "acks",
                "enable.idempotence",
                "bootstrap.servers",
                "client.id",
                "max.in.flight.requests.per.connection",
                "config.providers",
                "config.providers.vault.class",
            })
    void whatZeroStreamMustHaveForItselfIsRefusedWithTheReason(String key) {
        settings.put("kafka.client." + key, "x");
        assertThatThrownBy(settings::connection)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("kafka\\.client\\." + key + " cannot be set: .{10,}; leave it out");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.registry.basic.auth.user, x, there are basic.auth.user.info",
        "kafka.registry.ssl.endpoint.identification.algorithm, '', is no setting of the registry",
        "kafka.registry.bearer.auth.token, x, leave one out",
        "kafka.registry-url, https://user:s3cret@host, kafka.registry.basic.auth.user.info",
    })
    void whatTheRegistryCannotBeToldIsRefused(String key, String value, String message) {
        settings.put("kafka.registry.basic.auth.user.info", "u:p").put(key, value);
        assertThatThrownBy(settings::connection).hasMessageContaining(message).hasMessageNotContaining("s3cret");
    }

    @Test
    void nothingSecretIsShown() {
        KafkaConnection kafka = secret();

        assertThat(kafka + " " + kafka.shownSettings())
                .doesNotContain("s3cret")
                .contains("SCRAM-SHA-512", "https://localhost:2", "/etc/ca.pem");
        assertThat(kafka.shownSettings())
                .containsEntry("kafka.client.sasl.jaas.config", "(hidden)")
                .containsEntry("kafka.client.ssl.truststore.password", "(hidden)")
                .containsEntry("kafka.client.my.plugin.pass", "(hidden)")
                .containsEntry("kafka.client.ssl.keystore.password", "${file:/etc/kafka.properties:store}")
                .containsEntry("kafka.registry.basic.auth.user.info", "(hidden)")
                .containsEntry("kafka.registry.ssl.truststore.location", "/etc/ca.pem");
        assertThat(ConnectionSettings.warningOfFlag("kafka.client.sasl.jaas.config", JAAS))
                .hasValueSatisfying(warning -> assertThat(warning).doesNotContain("s3cret"));
        assertThat(ConnectionSettings.warningOfFlag("kafka.client.sasl.jaas.config", "${env:JAAS}"))
                .isEmpty();
        assertThat(ConnectionSettings.warningOfFlag("kafka.client.sasl.mechanism", "PLAIN"))
                .isEmpty();
    }

    @Test
    void itTravelsToOtherMachines() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(secret());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(secret());
        }
    }

    /** Kafka's own classes are asked what they make of it, as in consumers, producers and admin clients of whoever. */
    @Test
    void everyKindOfClientLooksReferencesUpWhereItIsMade(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("kafka.properties"), "jaas = " + JAAS + "\n");
        Properties properties = settings.put("kafka.client.security.protocol", "SASL_SSL")
                .put("kafka.client.sasl.jaas.config", "${file:" + folder.resolve("kafka.properties") + ":jaas}")
                .connection()
                .clientProperties();

        assertThat(properties.toString()).doesNotContain("s3cret");
        Password jaas = new Password(JAAS);
        assertThat(new AdminClientConfig(properties).getPassword(SaslConfigs.SASL_JAAS_CONFIG))
                .isEqualTo(jaas);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        assertThat(new ConsumerConfig(properties).getPassword(SaslConfigs.SASL_JAAS_CONFIG))
                .isEqualTo(jaas);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        assertThat(new ProducerConfig(properties).getPassword(SaslConfigs.SASL_JAAS_CONFIG))
                .isEqualTo(jaas);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${file:kafka.properties:none}", "${file:none:jaas}", "${env:ZEROSTREAM_NO_SUCH_VARIABLE}"})
    void aReferenceThatLeadsToNothingIsNamed(String reference, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("kafka.properties"), "jaas = x\n");
        String there = reference.replace("file:", "file:" + folder + '/');
        KafkaConnection kafka =
                settings.put("kafka.client.sasl.jaas.config", there).connection();

        assertThatThrownBy(() -> kafka.admin(Duration.ofSeconds(1)).close())
                .hasMessageContainingAll("kafka.client.sasl.jaas.config", there);
    }

    private KafkaConnection secret() {
        return settings.put("kafka.client.sasl.jaas.config", JAAS)
                .put("kafka.client.sasl.mechanism", "SCRAM-SHA-512")
                .put("kafka.client.ssl.truststore.password", "s3cret")
                .put("kafka.client.my.plugin.pass", "s3cret")
                .put("kafka.client.ssl.keystore.password", "${file:/etc/kafka.properties:store}")
                .put("kafka.registry.basic.auth.user.info", "u:s3cret")
                .put("kafka.registry.ssl.truststore.location", "/etc/ca.pem")
                .put("kafka.registry.ssl.keystore.password", "s3cret")
                .connection();
    }
}
