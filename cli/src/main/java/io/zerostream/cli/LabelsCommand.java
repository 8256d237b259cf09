package io.zerostream.cli;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints labels as they are committed. */
@Command(name = "labels", description = "Print labels from Kafka.", mixinStandardHelpOptions = true)
final class LabelsCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--follow", description = "Go on printing new labels until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Begin at most N labels a partition before the end (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    private long last;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Consumer<String, ZeroShotLabel> consumer =
                kafka.connection().consumerOfAllPartitions(Topics.LABELS, ZeroShotLabel.class)) {
            var ends = consumer.endOffsets(consumer.assignment());
            ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - last)));
            consumer.beginningOffsets(consumer.assignment())
                    .forEach((partition, begin) ->
                            consumer.seek(partition, Math.max(begin, consumer.position(partition))));
            while (follow || ends.entrySet().stream().anyMatch(e -> isBefore(consumer, e.getKey(), e.getValue()))) {
                for (ConsumerRecord<String, ZeroShotLabel> record : consumer.poll(POLL)) {
                    out.println(line(record.value()));
                }
                out.flush();
            }
        }
        return 0;
    }

    private static boolean isBefore(Consumer<?, ?> consumer, TopicPartition partition, long end) {
        return consumer.position(partition) < end;
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
