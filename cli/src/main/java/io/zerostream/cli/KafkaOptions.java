package io.zerostream.cli;

import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.Reachable;
import io.zerostream.cli.client.UserException;
import io.zerostream.schemas.KafkaConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which Kafka and registry a command talks to: the running demo's unless named. */
final class KafkaOptions {
    @Option(
            names = "--kafka",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description = "Kafka's bootstrap servers (default: the demo running on this machine).",
            defaultValue = "${env:ZEROSTREAM_KAFKA}")
    private @Nullable String kafka;

    @Option(
            names = "--registry",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Confluent-compatible schema registry (default: the demo running on this machine).",
            defaultValue = "${env:ZEROSTREAM_REGISTRY}")
    private @Nullable String registry;

    /**
     * Both, asked once whether they answer.
     *
     * @throws UserException when only one of the two is named, or none and no demo runs, or one does not answer
     */
    KafkaConnection connection() {
        return Reachable.checked(named());
    }

    private KafkaConnection named() {
        boolean noKafka = kafka == null || kafka.isBlank();
        boolean noRegistry = registry == null || registry.isBlank();
        if (noKafka && noRegistry) {
            return Endpoints.ofRunningDemo(Home.current())
                    .map(Endpoints::connection)
                    .orElseThrow(
                            () -> new UserException(
                                    "no demo is running on this machine: start ./zerostream demo first, or name --kafka and --registry"));
        }
        if (kafka == null || registry == null || noKafka || noRegistry) {
            throw new UserException(
                    "--kafka and --registry go together: " + (noKafka ? "--kafka" : "--registry") + " is missing");
        }
        return new KafkaConnection(kafka, registry);
    }
}
