package io.zerostream.cli;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
        try (TopicReader<ZeroShotLabel> reader =
                TopicReader.fromBeginning(kafka.connection(), Topics.LABELS, ZeroShotLabel.class)) {
            newest(reader).values().forEach(labels -> labels.forEach(label -> out.println(line(label))));
            out.flush();
            while (follow) {
                reader.poll(POLL, record -> out.println(line(record.value())));
                out.flush();
            }
        }
        return 0;
    }

    /** The last labels of each partition. How far back they lie is tried: commits take offsets too. */
    private Map<Integer, Deque<ZeroShotLabel>> newest(TopicReader<ZeroShotLabel> reader) {
        Map<TopicPartition, Long> ends = reader.ends();
        Map<TopicPartition, Long> begins = reader.positions();
        for (long back = 2 * last + 1; ; back *= 8) {
            reader.seekBefore(ends, back);
            Map<TopicPartition, Long> from = reader.positions();
            Map<Integer, Deque<ZeroShotLabel>> newest = new TreeMap<>();
            from.keySet().forEach(partition -> newest.put(partition.partition(), new ArrayDeque<>()));
            reader.toEnd(record -> {
                Deque<ZeroShotLabel> labels = Objects.requireNonNull(newest.get(record.partition()));
                labels.add(record.value());
                if (labels.size() > last) {
                    labels.remove();
                }
            });
            boolean all = from.entrySet().stream()
                    .allMatch(start -> start.getValue().equals(begins.get(start.getKey()))
                            || Objects.requireNonNull(newest.get(start.getKey().partition()))
                                            .size()
                                    == last);
            if (all) {
                return newest;
            }
        }
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
