package io.zerostream.platform.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A cluster of processes: how many, of what, where.
 *
 * @param home folder for all of its data and logs; made if needed, what an earlier run left is deleted
 * @param registryHome unpacked Apicurio Registry
 * @param flinkLib jars of Flink's {@code lib/}: Flink itself and what a job does not bring
 * @param checkpoints folder of checkpoints, savepoints and Flink's HA storage; on a disk of its own if that is to fill up
 * @param brokers Kafka brokers, at least 1
 * @param taskManagers Flink task managers, at least 1
 * @param slots task slots of each
 * @param taskManagerOptions further JVM options of the task managers
 * @param flinkSettings Flink settings that replace ours
 * @param startTimeout how long each process may take to answer
 */
public record ClusterConfig(
        Path home,
        Path registryHome,
        List<Path> flinkLib,
        Path checkpoints,
        int brokers,
        int taskManagers,
        int slots,
        List<String> taskManagerOptions,
        Map<String, String> flinkSettings,
        Duration startTimeout) {

    /** @throws PlatformException naming what is wrong */
    public ClusterConfig {
        home = home.toAbsolutePath().normalize();
        checkpoints = checkpoints.toAbsolutePath().normalize();
        flinkLib = List.copyOf(flinkLib);
        taskManagerOptions = List.copyOf(taskManagerOptions);
        flinkSettings = Map.copyOf(flinkSettings);
        if (brokers < 1 || taskManagers < 1 || slots < 1) {
            throw new PlatformException("a cluster has at least one broker, one task manager and one slot, not "
                    + brokers + ", " + taskManagers + ", " + slots);
        }
        if (flinkLib.isEmpty()) {
            throw new PlatformException("no jars for Flink's lib: build with mvn -Pfaults package first");
        }
    }
}
