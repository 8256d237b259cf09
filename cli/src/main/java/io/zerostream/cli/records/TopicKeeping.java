package io.zerostream.cli.records;

import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** How long topics of a broker keep what is on them, and that changed. Borrows the client. */
final class TopicKeeping {
    private final Admin admin;

    /**
     * How one topic keeps its records.
     *
     * @param name its name
     * @param partitions how many it has
     * @param compacted whether the newest record of each key stays for good
     * @param keptMs for how long records stay, milliseconds; null = for good
     * @param keptBytes of each partition; null = no limit
     * @param records on it now, with those that only mark the end of a transaction
     * @param oldest when the first of them was written; null = there is none
     */
    record Kept(
            String name,
            int partitions,
            boolean compacted,
            @Nullable Long keptMs,
            @Nullable Long keptBytes,
            long records,
            @Nullable Instant oldest) {}

    /**
     * A topic that keeps its records for another time now.
     *
     * @param name its name
     * @param before null = for good
     * @param now what it is
     */
    record Changed(String name, @Nullable Duration before, Duration now) {}

    TopicKeeping(Admin admin) {
        this.admin = admin;
    }

    /**
     * Has topics keep their records for some times; those that do already stay as they are.
     *
     * @param times above 0, by the names of topics that are there
     * @return what is otherwise now, in the order of the times
     * @throws ExecutionException when Kafka refuses it, or does not answer
     */
    List<Changed> keep(Map<String, Duration> times) throws ExecutionException, InterruptedException {
        Map<String, Config> present = configs(times.keySet());
        List<Changed> changed = new ArrayList<>();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        times.forEach((name, time) -> {
            Config config = Objects.requireNonNull(present.get(name));
            Map<String, String> wanted = Topics.retention(time);
            if (!wanted.entrySet().stream().allMatch(w -> w.getValue().equals(value(config, w.getKey())))) {
                changes.put(
                        resource(name),
                        wanted.entrySet().stream()
                                .map(w -> new AlterConfigOp(
                                        new ConfigEntry(w.getKey(), w.getValue()), AlterConfigOp.OpType.SET))
                                .toList());
                Long before = limit(config, TopicConfig.RETENTION_MS_CONFIG);
                changed.add(new Changed(name, before == null ? null : Duration.ofMillis(before), time));
            }
        });
        admin.incrementalAlterConfigs(changes).all().get();
        return changed;
    }

    /**
     * How those of our topics that are there keep their records, in the order of {@link Topics#ALL}.
     *
     * @throws ExecutionException when Kafka refuses it, or does not answer
     */
    List<Kept> all() throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        List<String> names = Topics.ALL.stream()
                .map(Topics.Topic::name)
                .filter(there::contains)
                .toList();
        Map<String, Config> configs = configs(names);
        Map<String, TopicDescription> topics =
                admin.describeTopics(names).allTopicNames().get();
        List<Kept> all = new ArrayList<>();
        for (String name : names) {
            Config config = Objects.requireNonNull(configs.get(name));
            boolean compacted = String.valueOf(value(config, TopicConfig.CLEANUP_POLICY_CONFIG))
                    .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
            List<TopicPartition> partitions = Objects.requireNonNull(topics.get(name)).partitions().stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            long records = offsets(partitions, OffsetSpec.latest())
                            .mapToLong(ListOffsetsResultInfo::offset)
                            .sum()
                    - offsets(partitions, OffsetSpec.earliest())
                            .mapToLong(ListOffsetsResultInfo::offset)
                            .sum();
            Instant oldest = offsets(partitions, OffsetSpec.forTimestamp(0))
                    .filter(found -> found.offset() >= 0)
                    .map(found -> Instant.ofEpochMilli(found.timestamp()))
                    .min(Instant::compareTo)
                    .orElse(null);
            all.add(new Kept(
                    name,
                    partitions.size(),
                    compacted,
                    compacted ? null : limit(config, TopicConfig.RETENTION_MS_CONFIG),
                    compacted ? null : limit(config, TopicConfig.RETENTION_BYTES_CONFIG),
                    records,
                    oldest));
        }
        return all;
    }

    private Stream<ListOffsetsResultInfo> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)))
                .all()
                .get()
                .values()
                .stream();
    }

    private Map<String, Config> configs(Collection<String> topics) throws ExecutionException, InterruptedException {
        return admin
                .describeConfigs(topics.stream().map(TopicKeeping::resource).toList())
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(found -> found.getKey().name(), Map.Entry::getValue));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static @Nullable String value(Config config, String key) {
        ConfigEntry entry = config.get(key);
        return entry == null ? null : entry.value();
    }

    /** Kafka writes -1 for none. */
    private static @Nullable Long limit(Config config, String key) {
        String text = value(config, key);
        return text == null || text.startsWith("-") ? null : Long.valueOf(text);
    }
}
