package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.demo.DemoOptions;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.config.JobConfig;
import io.zerostream.platform.config.PlatformPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoCommandTest {
    @TempDir
    private Path folder;

    @Test
    void everyServerTakesAFreePortUnlessTold() {
        assertThat(options().gateway().port()).isZero();
        assertThat(options().ports()).isEqualTo(PlatformPorts.FREE);
    }

    @Test
    void everyServerListensWhereItIsTold() {
        DemoOptions options =
                options("--port=8090", "--kafka-port=9092", "--registry-port", "8081", "--flink-port", "8082");

        assertThat(options.gateway().port()).isEqualTo(8090);
        assertThat(options.ports()).isEqualTo(new PlatformPorts(9092, 8081, 8082));
    }

    @Test
    void theJobObeysFileAndOptions() throws Exception {
        Path file = Files.writeString(folder.resolve("job.properties"), "batch.max-size=7\ncheckpoint.interval=2s\n");

        JobConfig config = options("--config=" + file, "-Dbatch.max-size=9", "-Dkafka.bootstrap-servers=other:1")
                .job();

        assertThat(config.batching().maxSize()).isEqualTo(9);
        assertThat(config.checkpointing().interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.kafka()).isEqualTo(DemoOptions.jobDefaults().kafka());
        assertThat(options().job().checkpointing().interval()).isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> options("-Dbatch.max-sise=9"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("batch.max-size");
    }

    @Test
    void theGatewayObeysFileAndOptionsAndPortOutdoesThem() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "{host: 0.0.0.0, live.pictures: 7, port: 1}");
        String config = "--gateway-config=" + file;

        GatewayConfig gateway =
                options(config, "--gateway-setting=live.pictures=9").gateway();

        assertThat(gateway.host()).isEqualTo("0.0.0.0");
        assertThat(gateway.port()).isEqualTo(1);
        assertThat(gateway.live().pictures()).isEqualTo(9);
        assertThat(options(config, "--port=2").gateway())
                .isEqualTo(options(config).gateway().withAddress("0.0.0.0", 2));
        assertThatThrownBy(() -> options("--gateway-setting", "live.picture=9"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("live.pictures");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=-1            | --port -1: a port is between 1 and 65535",
                "--kafka-port=70000   | --kafka-port is 70000; a port is between 1 and 65535",
                "--registry-port=-1   | --registry-port is -1; a port is between 1 and 65535",
                "--flink-port=65536   | --flink-port is 65536; a port is between 1 and 65535",
                "--kafka-port=9092 --flink-port=9092 | named twice (--kafka-port 9092, --registry-port 0, --flink-port 9092)",
                "--port=9092 --kafka-port=9092       | --port 9092 is another server's too",
                "--port=9092 --registry-port=9092    | --port 9092 is another server's too",
                "--port=9092 --flink-port=9092       | --port 9092 is another server's too",
            })
    void portsThatCannotBeAreRefusedByTheirOptions(String line, String message) {
        assertThatThrownBy(() -> options(line.split(" +")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    private static DemoOptions options(String... args) {
        DemoCommand command = new DemoCommand();
        new CommandLine(command).parseArgs(args);
        return command.options(Path.of("home"));
    }
}
