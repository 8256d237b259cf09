package io.zerostream.cli.records;

import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.concurrent.Callable;
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

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private PrintOptions print;

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

    @Override
    public Integer call() {
        return new RecordPrinter<>(
                        spec, Topics.LABELS.named(topic), ZeroShotLabel.class, this::wanted, LabelsCommand::line)
                .print(kafka.connection(), print);
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
