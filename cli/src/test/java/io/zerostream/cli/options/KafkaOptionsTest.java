package io.zerostream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cli.client.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How commands are told to reach Kafka; the variables are of this machine's real environment, and so left out. */
class KafkaOptionsTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    @Command
    private static final class Any {
        @Mixin
        private KafkaOptions kafka;
    }

    @Test
    void theJobsFileWillDoAndFlagsOutdoIt() throws Exception {
        Path file = file("""
                batch.max-size = 32
                kafka.bootstrap-servers = k:1
                kafka.registry-url = http://r
                kafka.client.security.protocol = SSL
                kafka.client.ssl.truststore.type = PEM
                """);

        KafkaOptions options = options(
                "--kafka-config",
                file.toString(),
                "--kafka",
                "k:2",
                "--kafka-setting",
                "kafka.client.security.protocol=SASL_SSL");

        assertThat(options.named(null, Map.of()).settings())
                .isEqualTo(Map.of(
                        "kafka.bootstrap-servers", "k:2",
                        "kafka.registry-url", "http://r",
                        "kafka.client.security.protocol", "SASL_SSL",
                        "kafka.client.ssl.truststore.type", "PEM"));
    }

    @Test
    void aReplaysJobSettingsCountToo() throws Exception {
        Path job = file("kafka.client.sasl.mechanism = PLAIN\nkafka.client.ssl.truststore.type = PEM\n");

        assertThat(options("--kafka", "k:1", "--registry", "http://r")
                        .named(job, Map.of("kafka.client.sasl.mechanism", "SCRAM-SHA-512", "batch.max-size", "3"))
                        .client()
                        .values())
                .isEqualTo(Map.of("sasl.mechanism", "SCRAM-SHA-512", "ssl.truststore.type", "PEM"));
    }

    @Test
    void whatCannotBeIsRefusedAndASecretInAFlagIsWarnedOf() {
        String[] both = {"--kafka", "k:1", "--registry", "http://r", "--kafka-setting", null};
        refused(both, "kafka.client.group.id=x", "kafka.client.group.id cannot be set");
        refused(both, "batch.max-size=3", "batch.max-size is no setting of the connection");
        assertThatThrownBy(() -> options("--kafka-setting", "kafka.client.sasl.mechanism=PLAIN")
                        .named(null, Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--kafka is missing");
        assertThatThrownBy(
                        () -> options("--kafka-config", folder.resolve("none").toString())
                                .named(null, Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none");

        both[5] = "kafka.client.sasl.jaas.config=s3cret";
        options(both).named(null, Map.of());
        assertThat(said.toString())
                .contains("kafka.client.sasl.jaas.config is a secret in a flag")
                .doesNotContain("s3cret");
    }

    private void refused(@Nullable String[] arguments, String setting, String why) {
        String[] all = arguments.clone();
        all[5] = setting;
        assertThatThrownBy(() -> options(all).named(null, Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(why);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("kafka.properties"), text);
    }

    private KafkaOptions options(String... arguments) {
        Any any = new Any();
        new CommandLine(any).setErr(new PrintWriter(said, true)).parseArgs(arguments);
        return any.kafka;
    }
}
