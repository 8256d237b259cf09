package io.zerostream.platform.internal;

import io.zerostream.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Broker settings of one KRaft process on loopback, sized for a laptop. */
final class KafkaSettings {
    private static final String CLIENTS = "PLAINTEXT";
    private static final String QUORUM = "CONTROLLER";

    private KafkaSettings() {}

    /**
     * What goes into {@code server.properties}.
     *
     * @param port for clients
     * @param controllerPort for the quorum of one
     */
    static Properties of(Path data, int port, int controllerPort) {
        String clients = CLIENTS + "://" + Ports.LOOPBACK + ':' + port;
        String quorum = Ports.LOOPBACK + ':' + controllerPort;
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@" + quorum,
                "controller.listener.names",
                QUORUM,
                "inter.broker.listener.name",
                CLIENTS,
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
        settings.putAll(ONE_BROKER);
        settings.putAll(SMALL);
        return settings;
    }

    /** Internal topics without replicas, and nobody else to wait for. */
    private static final Map<String, String> ONE_BROKER = Map.of(
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "group.initial.rebalance.delay.ms", "0");

    /** Each partition of an internal topic costs start-up time and each thread memory. */
    private static final Map<String, String> SMALL = Map.of(
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.num.partitions", "2",
            "share.coordinator.state.topic.num.partitions", "1",
            "log.cleaner.dedupe.buffer.size", "16777216",
            "num.network.threads", "2",
            "num.io.threads", "4");
}
