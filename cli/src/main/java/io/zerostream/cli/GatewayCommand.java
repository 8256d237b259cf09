package io.zerostream.cli;

import io.zerostream.cli.client.LogPlace;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.GatewaySettings;
import io.zerostream.schemas.KafkaConnection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
            description = "YAML or JSON with settings in place of the defaults; docs/operations.md lists the keys."
                    + " ZEROSTREAM_GATEWAY_... and -D outdo it.")
    private @Nullable Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One setting of the gateway, for example -Dhttp.connections-per-client=512.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--host",
            description = "Address to listen on (default: what is set, else 127.0.0.1)."
                    + " Any but a loopback address needs --access, or another of the access settings.")
    private @Nullable String host;

    @Option(names = "--port", description = "Port (default: what is set, else " + PORT + ").")
    private @Nullable Integer port;

    @Option(
            names = "--stalled-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the job may finish no picture while some wait before the status is degraded"
                    + " (default: what is set, else 60s); more than its checkpoint.interval.")
    private @Nullable Duration stalledAfter;

    @Option(
            names = "--flink-url",
            paramLabel = "URL",
            description = "Flink's REST, to ask whether a job runs (default: what is set, else Flink is not asked).")
    private @Nullable String flinkUrl;

    @Option(
            names = "--access",
            paramLabel = "FILE",
            description = "Who may do what: tokens, people and groups with their roles (default: what is set);"
                    + " docs/security.md says what is in it.")
    private @Nullable Path access;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Address that people use, where a reverse proxy stands before it (default: what is set).")
    private @Nullable String publicUrl;

    @Override
    public Integer call() throws InterruptedException {
        GatewayConfig effective = settings(kafka.connection(), System.getenv());
        // the log has both
        boolean speaks = !LogPlace.isStandardOutput();
        PrintWriter out = spec.commandLine().getOut();
        if (speaks) {
            out.println("settings:\n" + GatewaySettings.print(effective));
            out.flush();
        }
        try (Gateway gateway = Gateway.start(effective)) {
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "end-gateway"));
            if (speaks) {
                out.println("gateway at " + gateway.url());
                out.flush();
            }
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /**
     * The options, then {@code -D}, then the environment, then what the file says, then the defaults.
     *
     * @throws UserException when one of them is refused, naming it
     */
    GatewayConfig settings(KafkaConnection connection, Map<String, String> environment) {
        GatewayConfig defaults = GatewayConfig.defaults(connection);
        try {
            GatewayConfig set =
                    GatewaySettings.read(config, environment, settings, defaults.withAddress(defaults.host(), PORT));
            return set.withAddress(
                            Objects.requireNonNullElse(host, set.host()), Objects.requireNonNullElse(port, set.port()))
                    .withStalledAfter(Objects.requireNonNullElse(stalledAfter, set.stalledAfter()))
                    .withFlinkUrl(Objects.requireNonNullElse(flinkUrl, set.flinkUrl()))
                    .withAccessFile(access == null ? set.access().file() : access.toString())
                    .withPublicUrl(
                            Objects.requireNonNullElse(publicUrl, set.access().publicUrl()));
        } catch (GatewayException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
