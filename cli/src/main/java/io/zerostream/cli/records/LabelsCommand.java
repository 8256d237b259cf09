package io.zerostream.cli.records;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.cli.options.Pauses;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints labels as they are committed. */
@Command(name = "labels", description = "Print labels from Kafka.", mixinStandardHelpOptions = true)
public final class LabelsCommand implements Callable<Integer> {
    private static final String UNKNOWN = "UNKNOWN";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(8);
    /** A topic that brings nothing for so long may be idle, or Kafka may be away: then it is asked. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--follow", description = "Go on printing new labels until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Begin with the N newest of the labels asked for (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    private int last;

    @Option(names = "--json", description = "One JSON object a line, with all fields of the label.")
    private boolean json;

    @Option(names = "--source", paramLabel = "ID", description = "Only labels of this source's pictures.")
    private @Nullable String source;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Only labels that say this class; " + UNKNOWN + " for those that say none.")
    private @Nullable String className;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "Where the labels are, for example labels-shadow or labels-replay (default: ${DEFAULT-VALUE}).",
            defaultValue = "labels")
    private String topic;

    /** When something came last, or Kafka answered that nothing has. */
    private long heardAt;

    @Override
    public Integer call() {
        if (last < 0) {
            throw new UserException("--last is " + last + "; it must be at least 0");
        }
        KafkaConnection connection = kafka.connection();
        try (TopicReader<ZeroShotLabel> reader = TopicReader.with(
                connection,
                Topics.LABELS.named(topic),
                ZeroShotLabel.class,
                ANSWER,
                Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis()))) {
            new NewestRecords<>(reader, this::wanted, last).read().forEach(this::print);
            spec.commandLine().getOut().flush();
            if (follow) {
                follow(reader, connection.bootstrapServers());
            }
        } catch (UnknownTopicOrPartitionException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new UserException(
                    "Kafka at " + connection.bootstrapServers() + " stopped answering (" + e.getMessage()
                            + "): does it still run?",
                    e);
        }
        return 0;
    }

    /** Until the process ends; what is away is waited for, and said to be. */
    private void follow(TopicReader<ZeroShotLabel> reader, String address) {
        heardAt = System.nanoTime();
        while (true) {
            try {
                reader.poll(POLL, record -> {
                    heardAt = System.nanoTime();
                    if (wanted(record.value())) {
                        print(record.value());
                    }
                });
                spec.commandLine().getOut().flush();
                if (System.nanoTime() - heardAt > QUIET.toNanos()) {
                    reader.ends();
                    heardAt = System.nanoTime();
                }
            } catch (SchemaRegistryException e) {
                waiting(String.valueOf(e.getMessage()));
            } catch (TimeoutException e) {
                waiting("Kafka at " + address + " does not answer");
            }
        }
    }

    private void waiting(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("waiting: " + what);
        err.flush();
        Pauses.sleep(PAUSE.toMillis());
    }

    private boolean wanted(ZeroShotLabel label) {
        return (source == null || source.equals(label.getSourceId()))
                && (className == null || className.equals(said(label)));
    }

    private static String said(ZeroShotLabel label) {
        return label.getOutcome() == Outcome.UNKNOWN || label.getTop().isEmpty()
                ? UNKNOWN
                : label.getTop().get(0).getName();
    }

    private void print(ZeroShotLabel label) {
        spec.commandLine().getOut().println(json ? RecordJson.of(label) : line(label));
    }

    /** One line, whatever the ids of others hold. */
    static String line(ZeroShotLabel label) {
        String best;
        if (label.getTop().isEmpty()) {
            best = "-";
        } else {
            ScoredClass top = label.getTop().get(0);
            best = "%s %.2f%s".formatted(SafeText.of(top.getName()), top.getScore(), top.getSeen() ? "" : " (unseen)");
        }
        return "%s  %-14s %-36s  %-40s %s rev %d, %s %s"
                .formatted(
                        label.getLabelledAt(),
                        SafeText.of(label.getSourceId()),
                        SafeText.of(label.getEventId()),
                        label.getOutcome() == Outcome.UNKNOWN ? "UNKNOWN, nearest " + best : best,
                        SafeText.of(label.getClassSet()),
                        label.getClassSetRevision(),
                        SafeText.of(label.getModel()),
                        SafeText.of(label.getModelVersion()));
    }
}
