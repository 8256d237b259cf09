package io.zerostream.cli;

import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the gateway alone, beside a Kafka that is there already. */
@Command(name = "gateway", description = "Run the gateway and its console.", mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}). The gateway asks nobody who they are.")
    private String host;

    @Option(names = "--port", defaultValue = "8090", description = "Port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--stalled-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "60s",
            description = "How long the job may finish no picture while some wait before the status is degraded"
                    + " (default: ${DEFAULT-VALUE}); more than its checkpoint.interval.")
    private Duration stalledAfter;

    @Override
    public Integer call() throws InterruptedException {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka.connection())
                .withAddress(host, port)
                .withStalledAfter(stalledAfter))) {
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "end-gateway"));
            spec.commandLine().getOut().println("gateway at " + gateway.url());
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
