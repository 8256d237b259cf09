package io.zerostream.cli.records;

import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.Durations;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates the topics and registers the schemas, and says how long what is on them is kept. */
@Command(
        name = "topics",
        description = "ZeroStream's topics: create those that are missing, and say how long they keep what is on them.",
        mixinStandardHelpOptions = true)
public final class TopicsCommand {
    private static final int GIB_SHIFT = 30;
    private static final int MIB_SHIFT = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Command(name = "create", description = "Create what is missing.", mixinStandardHelpOptions = true)
    int create(
            @Option(
                            names = "--replicas",
                            description = "Replication factor (default: ${DEFAULT-VALUE}).",
                            defaultValue = "1")
                    short replicas,
            @Option(
                            names = "--picture-gib",
                            description = {
                                "GiB that images may take on a broker's disk, and dead-letters too; what is beyond goes"
                                        + " before its time, labelled or not.",
                                "Default: no limit but the time (images: 1 day, dead-letters: 14 days)."
                            },
                            defaultValue = "0")
                    int pictureGib,
            @Option(
                            names = "--keep",
                            paramLabel = "TOPIC=TIME",
                            converter = {KeptTopicConverter.class, DurationConverter.class},
                            description = {
                                "How long a topic keeps its records, for example images=6h; may be repeated.",
                                "A topic that is there already is changed: what is older then goes within minutes."
                            })
                    @Nullable
                    Map<String, Duration> keep)
            throws ExecutionException, InterruptedException {
        Map<String, Duration> times = new TreeMap<>(keep == null ? Map.of() : keep);
        KafkaConnection connection = kafka.connection();
        try (Admin admin = connection.admin(Map.of())) {
            Set<String> there = admin.listTopics().names().get();
            Set<NewTopic> missing = Topics.newTopics(replicas, (long) pictureGib << GIB_SHIFT).stream()
                    .filter(t -> !there.contains(t.name()))
                    .map(t -> keeping(t, times.get(t.name())))
                    .collect(Collectors.toSet());
            admin.createTopics(missing).all().get();
            missing.forEach(t -> spec.commandLine().getOut().println("created " + t.name()));
            times.keySet().retainAll(there);
            if (!times.isEmpty()) {
                new TopicKeeping(admin).keep(times).forEach(this::tell);
            }
        }
        Topics.registerSchemas(connection.registryClient());
        spec.commandLine().getOut().println("all " + Topics.ALL.size() + " topics and their schemas are there");
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static NewTopic keeping(NewTopic topic, @Nullable Duration time) {
        if (time != null) {
            Map<String, String> settings = new HashMap<>(topic.configs());
            settings.putAll(Topics.retention(time));
            topic.configs(settings);
        }
        return topic;
    }

    private void tell(TopicKeeping.Changed changed) {
        spec.commandLine()
                .getOut()
                .println(changed.name() + " keeps its records for " + Durations.text(changed.now()) + ", before "
                        + (changed.before() == null ? "for good" : "for " + Durations.text(changed.before())));
    }

    @Command(
            name = "show",
            description = "Show how long what is on the topics is kept, and how much there is.",
            mixinStandardHelpOptions = true)
    int show(@Mixin JsonOption json) throws ExecutionException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<TopicKeeping.Kept> all;
        try (Admin admin = kafka.connection().admin(Map.of())) {
            all = new TopicKeeping(admin).all();
        }
        if (!json.print(out, Map.of("topics", all.stream().map(Row::of).toList()))) {
            out.printf("%-20s %-22s %10s  %s%n", "TOPIC", "KEPT", "RECORDS", "OLDEST");
            all.forEach(topic -> out.printf(
                    "%-20s %-22s %10d  %s%n",
                    topic.name(),
                    kept(topic),
                    topic.records(),
                    topic.oldest() == null ? "-" : topic.oldest().truncatedTo(ChronoUnit.SECONDS)));
            out.flush();
        }
        return 0;
    }

    private static String kept(TopicKeeping.Kept topic) {
        if (topic.compacted()) {
            return "newest of each key";
        }
        String time = topic.keptMs() == null ? "for good" : Durations.text(Duration.ofMillis(topic.keptMs()));
        return topic.keptBytes() == null
                ? time
                : time + ", " + ((topic.keptBytes() * topic.partitions()) >> MIB_SHIFT) + " MiB";
    }

    /** One topic as JSON. */
    private record Row(
            String name,
            int partitions,
            boolean compacted,
            @Nullable Long keptMs,
            @Nullable Long keptBytesAPartition,
            long records,
            @Nullable String oldest) {
        static Row of(TopicKeeping.Kept topic) {
            return new Row(
                    topic.name(),
                    topic.partitions(),
                    topic.compacted(),
                    topic.keptMs(),
                    topic.keptBytes(),
                    topic.records(),
                    topic.oldest() == null ? null : topic.oldest().toString());
        }
    }
}
