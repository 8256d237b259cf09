package io.zerostream.platform.internal;

import io.zerostream.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Settings of a KRaft process on loopback, broker and controller in one, sized for a laptop. */
final class KafkaSettings {
    private static final String OPEN = "PLAINTEXT";
    private static final String QUORUM = "CONTROLLER";
    /** What Kafka's own defaults are for topics that matter. */
    static final int MOST_REPLICAS = 3;

    private KafkaSettings() {}

    /** Ports of one process: for clients, and for the quorum. */
    record Listeners(int clients, int quorum) {}

    /**
     * What goes into {@code server.properties}.
     *
     * @param cluster every process of the cluster
     * @param index which of them this one is, from 0
     * @param guard asks who clients are; null = nobody does
     */
    static Properties of(Path data, List<Listeners> cluster, int index, @Nullable KafkaGuard guard) {
        String listener = guard == null ? OPEN : KafkaGuard.LISTENER;
        String clients =
                listener + "://" + Ports.LOOPBACK + ':' + cluster.get(index).clients();
        String quorum = Ports.LOOPBACK + ':' + cluster.get(index).quorum();
        String voters = IntStream.range(0, cluster.size())
                .mapToObj(i ->
                        (i + 1) + "@" + Ports.LOOPBACK + ':' + cluster.get(i).quorum())
                .collect(Collectors.joining(","));
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(index + 1),
                "controller.quorum.voters",
                voters,
                "controller.listener.names",
                QUORUM,
                "inter.broker.listener.name",
                listener,
                "listeners",
                clients + ',' + QUORUM + "://" + quorum,
                "advertised.listeners",
                clients,
                "log.dirs",
                data.toString(),
                "auto.create.topics.enable",
                "false",
                "message.max.bytes",
                Integer.toString(Topics.MAX_RECORD_BYTES)));
        settings.putAll(replicas(cluster.size()));
        settings.putAll(SMALL);
        if (guard != null) {
            settings.putAll(guard.brokerSettings());
        }
        return settings;
    }

    /** As many replicas as there are brokers, three at most; one of them may be away. */
    private static Map<String, String> replicas(int brokers) {
        String all = Integer.toString(Math.min(MOST_REPLICAS, brokers));
        String least = Integer.toString(Math.max(1, Math.min(MOST_REPLICAS, brokers) - 1));
        return Map.of(
                "offsets.topic.replication.factor", all,
                "transaction.state.log.replication.factor", all,
                "transaction.state.log.min.isr", least,
                "share.coordinator.state.topic.replication.factor", all,
                "share.coordinator.state.topic.min.isr", least,
                "min.insync.replicas", least,
                "group.initial.rebalance.delay.ms", "0");
    }

    /**
     * Each partition of an internal topic costs start-up time and each thread memory; what is beyond a limit in bytes goes
     * within seconds, for a minute of fast uploads is gigabytes.
     */
    private static final Map<String, String> SMALL = Map.of(
            "log.retention.check.interval.ms", "10000",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.num.partitions", "2",
            "share.coordinator.state.topic.num.partitions", "1",
            "log.cleaner.dedupe.buffer.size", "16777216",
            "num.network.threads", "2",
            "num.io.threads", "4");
}
