package io.zerostream.cli;

import io.zerostream.cli.client.UserException;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
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
    private static final Duration PAUSE = Duration.ofSeconds(5);

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
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (last < 0) {
            throw new UserException("--last is " + last + "; it must be at least 0");
        }
        try (TopicReader<ZeroShotLabel> reader =
                TopicReader.fromBeginning(kafka.connection(), Topics.LABELS, ZeroShotLabel.class)) {
            newest(reader).values().forEach(labels -> labels.forEach(label -> out.println(line(label))));
            out.flush();
            while (follow) {
                follow(reader, out);
            }
        }
        return 0;
    }

    private void follow(TopicReader<ZeroShotLabel> reader, PrintWriter out) throws InterruptedException {
        try {
            reader.poll(POLL, record -> out.println(line(record.value())));
            out.flush();
        } catch (SchemaRegistryException e) {
            spec.commandLine().getErr().println("waiting: " + e.getMessage());
            spec.commandLine().getErr().flush();
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** The last labels of each partition. How far back they lie is tried: commits take offsets too. */
    private Map<Integer, Deque<ZeroShotLabel>> newest(TopicReader<ZeroShotLabel> reader) {
        Map<TopicPartition, Long> ends = reader.ends();
        Map<TopicPartition, Long> begins = reader.positions();
        for (long back = 2 * last + 1; ; back *= 8) {
            reader.seekBefore(ends, back);
            Map<Integer, Deque<ZeroShotLabel>> newest = new TreeMap<>();
            ends.keySet().forEach(partition -> newest.put(partition.partition(), new ArrayDeque<>()));
            reader.toEnd(record -> {
                Deque<ZeroShotLabel> labels = Objects.requireNonNull(newest.get(record.partition()));
                labels.add(record.value());
                if (labels.size() > last) {
                    labels.remove();
                }
            });
            long offsets = back;
            boolean all = ends.entrySet().stream()
                    .allMatch(end -> end.getValue() - offsets <= begins.getOrDefault(end.getKey(), 0L)
                            || Objects.requireNonNull(newest.get(end.getKey().partition()))
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
