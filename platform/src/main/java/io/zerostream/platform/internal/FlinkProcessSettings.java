package io.zerostream.platform.internal;

import io.zerostream.platform.config.ClusterConfig;
import io.zerostream.platform.config.FlinkPaths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code config.yaml} of a Flink cluster of processes on loopback. */
final class FlinkProcessSettings {
    private FlinkProcessSettings() {}

    /** The cluster's settings; those of the config replace ours. */
    static Map<String, String> of(HomeFolder home, ClusterConfig config, int restPort, int zooKeeperPort) {
        String checkpoints = FlinkPaths.of(config.checkpoints()) + "/";
        Map<String, String> settings = new HashMap<>(MEMORY);
        settings.putAll(NEVER_ALONE);
        settings.putAll(Map.of(
                "rest.port", Integer.toString(restPort),
                "rest.address", Ports.LOOPBACK,
                "rest.bind-address", Ports.LOOPBACK,
                "jobmanager.rpc.address", Ports.LOOPBACK,
                "jobmanager.bind-host", Ports.LOOPBACK,
                "taskmanager.host", Ports.LOOPBACK,
                "taskmanager.bind-host", Ports.LOOPBACK,
                "taskmanager.numberOfTaskSlots", Integer.toString(config.slots()),
                "high-availability.zookeeper.quorum", Ports.LOOPBACK + ":" + zooKeeperPort));
        settings.putAll(Map.of(
                "high-availability.storageDir", checkpoints + "ha",
                "execution.checkpointing.dir", checkpoints + "checkpoints",
                "execution.checkpointing.savepoint-dir", checkpoints + "savepoints",
                "io.tmp.dirs", home.temporary("flink").toString(),
                "process.working-dir", home.temporary("flink-work").toString()));
        settings.put("execution.checkpointing.storage", "filesystem");
        settings.put("taskmanager.cpu.cores", config.slots() + ".0");
        settings.putAll(config.flinkSettings());
        return settings;
    }

    /** What makes a failure short, and a job come back after any number of them; docker-compose.yml has the same. */
    static final Map<String, String> NEVER_ALONE = Map.of(
            "high-availability.type", "zookeeper",
            "high-availability.cluster-id", "/zerostream",
            "high-availability.zookeeper.client.session-timeout", "6 s",
            "heartbeat.interval", "1 s",
            "heartbeat.timeout", "8 s",
            "pekko.startup-timeout", "60 s",
            "restart-strategy.type", "fixed-delay",
            "restart-strategy.fixed-delay.attempts", "2147483647",
            "restart-strategy.fixed-delay.delay", "1 s",
            "taskmanager.load-balance.mode", "SLOTS");

    /**
     * A task manager of about 1 GB, PyTorch included. Without Flink's scripts nobody computes the parts, so all are named;
     * {@link #taskManagerMemory} has to agree.
     */
    private static final Map<String, String> MEMORY = Map.of(
            "taskmanager.memory.framework.heap.size", "128 mb",
            "taskmanager.memory.task.heap.size", "256 mb",
            "taskmanager.memory.framework.off-heap.size", "96 mb",
            "taskmanager.memory.task.off-heap.size", "96 mb",
            "taskmanager.memory.network.min", "64 mb",
            "taskmanager.memory.network.max", "64 mb",
            "taskmanager.memory.managed.size", "16 mb",
            "taskmanager.memory.jvm-metaspace.size", "192 mb",
            "taskmanager.memory.jvm-overhead.min", "192 mb",
            "taskmanager.memory.jvm-overhead.max", "192 mb");

    /** The JVM's side of it: heap, direct memory (off-heap and network), metaspace. */
    static List<String> taskManagerMemory() {
        return List.of("-Xms384m", "-Xmx384m", "-XX:MaxDirectMemorySize=256m", "-XX:MaxMetaspaceSize=192m");
    }
}
