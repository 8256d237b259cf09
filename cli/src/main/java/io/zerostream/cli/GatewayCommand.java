package io.zerostream.cli;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.GatewaySettings;
import io.zerostream.schemas.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the gateway alone, beside a Kafka that is there already. */
@Command(name = "gateway", description = "Run the gateway and its console.", mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {
    private static final int PORT = 8090;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML or JSON with settings in place of the defaults; docs/operations.md lists the keys.")
    private @Nullable Path config;

    @Option(
            names = "--host",
            description = "Address to listen on (default: what --config says, else 127.0.0.1)."
                    + " Any but a loopback address needs --access, or another of the access settings.")
    private @Nullable String host;

    @Option(names = "--port", description = "Port (default: what --config says, else " + PORT + ").")
    private @Nullable Integer port;

    @Option(
            names = "--stalled-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the job may finish no picture while some wait before the status is degraded"
                    + " (default: what --config says, else 60s); more than its checkpoint.interval.")
    private @Nullable Duration stalledAfter;

    @Option(
            names = "--flink-url",
            paramLabel = "URL",
            description =
                    "Flink's REST, to ask whether a job runs (default: what --config says, else Flink is not asked).")
    private @Nullable String flinkUrl;

    @Option(
            names = "--access",
            paramLabel = "FILE",
            description = "Who may do what: tokens, people and groups with their roles (default: what --config says);"
                    + " docs/security.md says what is in it.")
    private @Nullable Path access;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "Address that people use, where a reverse proxy stands before it (default: what --config says).")
    private @Nullable String publicUrl;

    @Override
    public Integer call() throws InterruptedException {
        try (Gateway gateway = Gateway.start(settings(kafka.connection()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "end-gateway"));
            spec.commandLine().getOut().println("gateway at " + gateway.url());
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /**
     * The options, then what the file says, then the defaults.
     *
     * @throws UserException when one of them is refused, naming it
     */
    GatewayConfig settings(KafkaConnection connection) {
        GatewayConfig defaults = GatewayConfig.defaults(connection);
        defaults = defaults.withAddress(defaults.host(), PORT);
        try {
            GatewayConfig file = config == null ? defaults : GatewaySettings.read(config, defaults);
            return file.withAddress(
                            Objects.requireNonNullElse(host, file.host()),
                            Objects.requireNonNullElse(port, file.port()))
                    .withStalledAfter(Objects.requireNonNullElse(stalledAfter, file.stalledAfter()))
                    .withFlinkUrl(Objects.requireNonNullElse(flinkUrl, file.flinkUrl()))
                    .withAccessFile(access == null ? file.access().file() : access.toString())
                    .withPublicUrl(
                            Objects.requireNonNullElse(publicUrl, file.access().publicUrl()));
        } catch (GatewayException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
