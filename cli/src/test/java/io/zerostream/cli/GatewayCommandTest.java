package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cli.client.UserException;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.schemas.KafkaConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GatewayCommandTest {
    private static final KafkaConnection KAFKA = new KafkaConnection("localhost:1", "http://localhost:2");

    @TempDir
    private Path folder;

    @Test
    void listensOnPort8090OfLoopbackUnlessTold() {
        assertThat(settings()).isEqualTo(GatewayConfig.defaults(KAFKA).withAddress("127.0.0.1", 8090));
    }

    @Test
    void optionsWinOverTheFileAndThatOverTheDefaults() throws Exception {
        Path file = file("{host: 0.0.0.0, port: 1, stalled-after: 5 min, uploads-in-flight: 4}");

        GatewayConfig ofFile = settings("--config", file.toString());
        assertThat(ofFile.host()).isEqualTo("0.0.0.0");
        assertThat(ofFile.port()).isEqualTo(1);
        assertThat(ofFile.stalledAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(ofFile.uploadsInFlight()).isEqualTo(4);

        assertThat(settings("--config", file.toString(), "--host", "::1", "--port", "2", "--stalled-after", "90s"))
                .isEqualTo(ofFile.withAddress("::1", 2).withStalledAfter(Duration.ofSeconds(90)));
        assertThat(settings("--config", file.toString(), "--flink-url", "http://jobmanager:8081"))
                .isEqualTo(ofFile.withFlinkUrl("http://jobmanager:8081"));
        GatewayConfig asking = settings(
                "--config", file.toString(), "--access", "a.yaml", "--public-url", "https://labels.example.org");
        assertThat(asking).isEqualTo(ofFile.withAccessFile("a.yaml").withPublicUrl("https://labels.example.org"));
        assertThat(asking.access().names()).contains("labels.example.org");
    }

    @Test
    void theEnvironmentWinsOverTheFileAndSettingsOverThatAndOptionsOverAll() throws Exception {
        Path file = file("{port: 1, deployment: file, uploads-in-flight: 4}");

        GatewayConfig config = settings(
                Map.of("ZEROSTREAM_GATEWAY_PORT", "2", "ZEROSTREAM_GATEWAY_DEPLOYMENT", "environment"),
                "--config",
                file.toString(),
                "-Dport=3",
                "-Ddeployment=flag",
                "--port",
                "4");

        assertThat(config.port()).isEqualTo(4);
        assertThat(config.deployment()).isEqualTo("flag");
        assertThat(config.uploadsInFlight()).isEqualTo(4);
    }

    @Test
    void whatIsRefusedIsNamed() throws Exception {
        Path file = file("http.connections-per-client: 0");

        assertThatThrownBy(() -> settings("--config", file.toString()))
                .isInstanceOf(UserException.class)
                .hasMessage(file + ": http.connections-per-client is 0; it must be at least 1");
        assertThatThrownBy(() -> settings("-Dhttp.conections=1"))
                .isInstanceOf(UserException.class)
                .hasMessage("http.conections is no setting of the gateway; did you mean http.connections?");
        assertThatThrownBy(() -> settings("--port", "70000"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("port is 70000;");
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("gateway.yaml"), text);
    }

    private static GatewayConfig settings(String... args) {
        return settings(Map.of(), args);
    }

    private static GatewayConfig settings(Map<String, String> environment, String... args) {
        GatewayCommand command = new GatewayCommand();
        new CommandLine(command).parseArgs(args);
        return command.settings(KAFKA, environment);
    }
}
