package io.zerostream.cli.options;

import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.Reachable;
import io.zerostream.cli.client.UserException;
import io.zerostream.schemas.ConnectionSettings;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.KafkaRefusal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Which Kafka and registry a command talks to, and how: the running demo's unless named. What a file says is outdone by the
 * environment, and that by flags.
 */
public final class KafkaOptions {
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

    @Option(
            names = "--kafka-config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Properties file of how Kafka and the registry are reached: kafka.bootstrap-servers,"
                    + " kafka.registry-url, kafka.client.…, kafka.registry.… The job's own will do.",
            defaultValue = "${env:ZEROSTREAM_KAFKA_CONFIG}")
    private @Nullable Path file;

    @Option(
            names = "--kafka-setting",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY=VALUE",
            description =
                    "One more of these, for example kafka.client.security.protocol=SASL_SSL. A secret belongs into"
                            + " the file, or into the environment: ZEROSTREAM_KAFKA_CLIENT_SASL_JAAS_CONFIG.")
    private Map<String, String> settings = Map.of();

    /** What the command was given; null = nothing yet, or the demo's, which lets everybody in. */
    private @Nullable KafkaConnection used;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** What Kafka refused the command, in words; empty when it is about something else. */
    public static Optional<String> refusal(CommandLine failed, Exception problem) {
        return Stream.iterate(failed.getCommandSpec(), Objects::nonNull, CommandSpec::parent)
                .flatMap(spec -> spec.mixins().values().stream())
                .map(CommandSpec::userObject)
                .filter(KafkaOptions.class::isInstance)
                .flatMap(options -> Optional.ofNullable(((KafkaOptions) options).used).stream())
                .findFirst()
                .flatMap(kafka -> KafkaRefusal.describeOrAway(kafka, problem));
    }

    /**
     * Whether one was named, by whichever way: else it is the running demo's.
     *
     * @throws UserException when a setting is refused
     */
    public boolean isNamed() {
        try {
            return !settings(null, Map.of()).isEmpty();
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Both, asked once whether they answer.
     *
     * @throws UserException when only one of the two is named, none and no demo runs, a setting is refused, or one of them
     *     does not answer or let us in
     */
    public KafkaConnection connection() {
        return connection(null, Map.of());
    }

    /**
     * The same for a command that takes the job's settings.
     *
     * @param job file of the job's settings, if there is one
     * @param jobSettings further settings of the job
     * @throws UserException as above
     */
    public KafkaConnection connection(@Nullable Path job, Map<String, String> jobSettings) {
        return Reachable.checked(named(job, jobSettings));
    }

    /** The same, not asked yet. */
    KafkaConnection named(@Nullable Path job, Map<String, String> jobSettings) {
        try {
            ConnectionSettings all = settings(job, jobSettings);
            warn(jobSettings);
            warn(settings);
            if (all.isEmpty()) {
                return Endpoints.ofRunningDemo(Home.current())
                        .map(Endpoints::connection)
                        .orElseThrow(
                                () -> new UserException(
                                        "no demo is running on this machine: start ./zerostream demo first, or name --kafka and --registry"));
            }
            boolean noKafka = all.get(ConnectionSettings.BOOTSTRAP_SERVERS).isEmpty();
            boolean noRegistry = all.get(ConnectionSettings.REGISTRY_URL).isEmpty();
            if (noKafka || noRegistry) {
                throw new UserException(
                        "--kafka and --registry go together: " + (noKafka ? "--kafka" : "--registry") + " is missing");
            }
            used = all.connection();
            return used;
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Files, then the environment, then flags. */
    private ConnectionSettings settings(@Nullable Path job, Map<String, String> jobSettings) {
        ConnectionSettings all = new ConnectionSettings();
        for (Path next : Stream.of(Optional.ofNullable(job), Optional.ofNullable(file))
                .flatMap(Optional::stream)
                .filter(path -> !path.toString().isEmpty())
                .toList()) {
            all.putFile(next);
        }
        all.putEnvironment(System.getenv(), "ZEROSTREAM_");
        jobSettings.forEach((key, value) -> {
            if (ConnectionSettings.isOpenKey(key)) {
                all.put(key, value);
            }
        });
        settings.forEach(all::put);
        put(all, ConnectionSettings.BOOTSTRAP_SERVERS, kafka);
        put(all, ConnectionSettings.REGISTRY_URL, registry);
        return all;
    }

    /** Of secrets in flags. */
    private void warn(Map<String, String> flags) {
        flags.forEach((key, value) -> ConnectionSettings.warningOfFlag(key, value)
                .ifPresent(warning ->
                        Objects.requireNonNull(command).commandLine().getErr().println(warning)));
    }

    private static void put(ConnectionSettings all, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            all.put(key, value);
        }
    }
}
