package io.zerostream.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.zerostream.job.config.EventTime;
import io.zerostream.schemas.ConnectionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@link TopicChecker} from the command line. Exit code 0 when the topics balance, else 1. */
@Command(
        name = "check-topics",
        description = "Prove that each picture on 'images' ended exactly once as a label or a dead letter.",
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--kafka", required = true, paramLabel = "HOST:PORT", description = "Kafka's bootstrap servers.")
    private String kafka;

    @Option(names = "--registry", required = true, paramLabel = "URL", description = "The schema registry.")
    private String registry;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties file with kafka.client.… and kafka.registry.…: how both are reached.")
    private @Nullable Path file;

    @Option(
            names = "--clock-tolerance",
            paramLabel = "ISO",
            defaultValue = "PT5S",
            description = "The job's time.clock-tolerance (${DEFAULT-VALUE}).")
    private Duration clockTolerance;

    /** @param args see {@code --help} */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CheckCommand()).execute(args));
    }

    @Override
    public Integer call() throws JsonProcessingException {
        EventTime times = EventTime.DEFAULT.withClockTolerance(clockTolerance);
        ConnectionSettings settings = new ConnectionSettings();
        if (file != null) {
            settings.putFile(file);
        }
        settings.put(ConnectionSettings.BOOTSTRAP_SERVERS, kafka).put(ConnectionSettings.REGISTRY_URL, registry);
        Verdict verdict = new TopicChecker(settings.connection(), times).check();
        spec.commandLine()
                .getOut()
                .println(new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(verdict));
        return verdict.good() ? 0 : 1;
    }
}
