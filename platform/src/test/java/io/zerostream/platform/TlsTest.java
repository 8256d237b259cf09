package io.zerostream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zerostream.platform.config.Certificates;
import io.zerostream.schemas.ConnectionSettings;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.KafkaRefusal;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates, and how the registry's requests are signed, with real handshakes. */
class TlsTest {
    private static final String PASSWORD = "changeit";
    /** Who does not answer is asked again for longer: this is not about patience. */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    @TempDir
    private static Path folder;

    private static Map<String, Certificates> made;

    @BeforeAll
    static void makeCertificates() {
        made = Map.of(
                "good", Certificates.make(folder.resolve("good"), PASSWORD, "-1d", 10),
                "expired", Certificates.make(folder.resolve("expired"), PASSWORD, "-10d", 2));
    }

    @ParameterizedTest
    @CsvSource({"expired, expired, NotAfter", "good, expired, unable to find valid certification path"})
    void whatIsNotTrustedIsToldAtOnceWithAddressAndReason(String shown, String trusted, String why) throws Exception {
        try (TlsServer server = new TlsServer(made.get(shown), false)) {
            KafkaConnection kafka = settings(server, trusted).connection();
            long start = System.nanoTime();

            Throwable problem = catchThrowable(() -> {
                try (Admin admin = kafka.admin(Map.of())) {
                    admin.describeCluster().nodes().get();
                }
            });
            assertThat(KafkaRefusal.describe(kafka, problem)).hasValueSatisfying(words -> assertThat(words)
                    .contains("no trust between us and Kafka at " + server.address(), why, "truststore"));
            assertThatThrownBy(() -> register(kafka))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContainingAll(
                            "no trust between us and the schema registry https://" + server.address(),
                            why,
                            "kafka.registry.ssl.truststore.location");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "basic.auth.user.info, me:päss:word, Basic bWU6cMOkc3M6d29yZA==",
        "basic.auth.user.info, ${file:FOLDER/secret.properties:user}, Basic bWU6cHc=",
        "bearer.auth.token, ${directory:FOLDER:token}, Bearer abc",
    })
    void theRegistrysRequestsAreSigned(String key, String value, String header) throws Exception {
        Files.writeString(folder.resolve("secret.properties"), "user=me:pw\n");
        Files.writeString(folder.resolve("token"), "abc");
        try (TlsServer server = new TlsServer(made.get("good"), false)) {
            register(settings(server, "good")
                    .put("kafka.registry." + key, value.replace("FOLDER", folder.toString()))
                    .connection());
            assertThat(server.authorization()).containsExactly(header);

            register(settings(server, "good").connection());
            assertThat(server.authorization()).isNull();
        }
    }

    @Test
    void theRegistryIsShownACertificateOfOurs() throws Exception {
        try (TlsServer server = new TlsServer(made.get("good"), true)) {
            // the JDK's server says nothing, and hangs up: that looks like a registry that is away
            assertThatThrownBy(() -> settings(server, "good")
                            .connection()
                            .registryClient()
                            .requireAnswer(AT_ONCE))
                    .hasMessageContainingAll(server.address(), "kafka.registry.ssl.keystore.location");

            register(settings(server, "good")
                    .put("kafka.registry.ssl.keystore.type", "PKCS12")
                    .put(
                            "kafka.registry.ssl.keystore.location",
                            made.get("good").keyStore().toString())
                    .put("kafka.registry.ssl.keystore.password", PASSWORD)
                    .put("kafka.registry.ssl.key.password", PASSWORD)
                    .connection());
        }
    }

    @Test
    void aStoreThatIsNotThereIsNamed() throws Exception {
        KafkaConnection kafka = new ConnectionSettings()
                .put("kafka.bootstrap-servers", "localhost:1")
                .put("kafka.client.security.protocol", "SSL")
                .put("kafka.client.ssl.truststore.location", "/no/such/store")
                .put("kafka.registry-url", "https://localhost:1")
                .put("kafka.registry.ssl.truststore.location", "/no/such/store")
                .connection();

        Throwable problem = catchThrowable(() -> kafka.admin(Map.of()).close());
        assertThat(KafkaRefusal.describe(kafka, problem))
                .hasValueSatisfying(words -> assertThat(words).contains("localhost:1", "/no/such/store"));
        assertThatThrownBy(() -> register(kafka)).hasStackTraceContaining("/no/such/store");
    }

    private static void register(KafkaConnection kafka) {
        kafka.registryClient().register(Topics.IMAGES.valueSubject(), Topics.IMAGES.valueSchema());
    }

    private static ConnectionSettings settings(TlsServer server, String trusted) {
        String authority = made.get(trusted).authority().toString();
        return new ConnectionSettings()
                .put("kafka.bootstrap-servers", server.address())
                .put("kafka.client.security.protocol", "SSL")
                .put("kafka.client.ssl.truststore.type", "PEM")
                .put("kafka.client.ssl.truststore.location", authority)
                .put("kafka.registry-url", "https://" + server.address())
                .put("kafka.registry.ssl.truststore.type", "PEM")
                .put("kafka.registry.ssl.truststore.location", authority);
    }
}
