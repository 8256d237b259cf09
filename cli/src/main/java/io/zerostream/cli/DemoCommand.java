package io.zerostream.cli;

import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.demo.Demo;
import io.zerostream.cli.demo.DemoOptions;
import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.GatewaySettingsOptions;
import io.zerostream.cli.options.JobOptions;
import io.zerostream.cli.train.TrainingOptions;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.PlatformPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything on this machine and streams pictures through it. */
@Command(
        name = "demo",
        description = {
            "Start Kafka, a schema registry, Flink and the gateway on this machine and stream pictures through them.",
            "Ctrl-C ends all of it."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--source",
            paramLabel = "flags|DIR",
            description =
                    "Views of flags, or the pictures of a folder and those put there later (default: ${DEFAULT-VALUE}).",
            defaultValue = "flags")
    private String source;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Pictures a second (default: ${DEFAULT-VALUE}).",
            defaultValue = "20")
    private double rate;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the gateway and its console (default: a free one).",
            defaultValue = "0")
    private int port;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port of Kafka (default: a free one).",
            defaultValue = "0")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Port of the schema registry (default: a free one).",
            defaultValue = "0")
    private int registryPort;

    @Option(
            names = "--flink-port",
            paramLabel = "PORT",
            description = "Port of Flink's web UI (default: a free one).",
            defaultValue = "0")
    private int flinkPort;

    @Mixin
    private JobOptions job;

    @Mixin
    private GatewaySettingsOptions gateway;

    @Option(names = "--train", description = "Train the network anew first (about 10 minutes on 2 cores).")
    private boolean train;

    @Mixin
    private TrainingOptions training;

    @Option(names = "--fresh", description = "Forget what earlier demos left in Kafka and the registry.")
    private boolean fresh;

    @Option(
            names = "--headless",
            description = {
                "Run for --duration without a person, add a class half way, account for every picture.",
                "Begins with nothing, in a folder of its own below the home; what is in the home stays."
            })
    private boolean headless;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to stream, for example 60s or 5m (default: until Ctrl-C; 60s when headless).")
    private @Nullable Duration duration;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the account of a headless run here, as JSON.")
    private @Nullable Path report;

    @Override
    public Integer call() throws Exception {
        Home home = Home.current();
        // what it forgets must not be anybody's
        Home own = headless ? home.ofHeadlessRuns() : home;
        DemoOptions options = options(own.path());
        own.prepared();
        return new Demo(
                        options,
                        own.endpointsFile(),
                        spec.commandLine().getOut(),
                        () -> training.train(home, spec.commandLine().getOut()))
                .run();
    }

    /** @throws UserException when an option is refused, naming it */
    DemoOptions options(Path home) {
        if (!(rate > 0 && rate <= 10_000)) {
            throw new UserException("--rate " + rate + ": pictures a second must be above 0 and at most 10000");
        }
        if (port < 0 || port > 65_535) {
            throw new UserException("--port " + port + ": a port is between 1 and 65535, or 0 for a free one");
        }
        if (report != null && !headless) {
            throw new UserException("--report needs --headless: only a bounded run is accounted for");
        }
        GatewayConfig console = gateway.read(DemoOptions.gatewayDefaults());
        console = port == 0 ? console : console.withAddress(console.host(), port);
        return new DemoOptions(
                home,
                source.equals("flags") ? null : Path.of(source),
                rate,
                console,
                ports(console.port()),
                job.read(DemoOptions.jobDefaults()),
                train,
                fresh || headless,
                headless,
                duration == null && headless ? Duration.ofSeconds(60) : duration,
                report);
    }

    private PlatformPorts ports(int gatewayPort) {
        if (gatewayPort != 0 && (gatewayPort == kafkaPort || gatewayPort == registryPort || gatewayPort == flinkPort)) {
            // the gateway starts last: it would find that out a minute later
            throw new UserException(
                    "--port " + gatewayPort + " is another server's too: give each its own, or 0 for a free one");
        }
        try {
            return new PlatformPorts(kafkaPort, registryPort, flinkPort);
        } catch (PlatformException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
