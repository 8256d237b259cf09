package io.zerostream.platform.internal;

import io.zerostream.platform.config.FlinkPaths;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's configuration on loopback, sized for a laptop, with every file under the home. */
final class FlinkSettings {
    private static final MemorySize NETWORK = MemorySize.ofMebiBytes(64);
    /** RocksDB only; the job's state is small and on the heap. */
    private static final MemorySize MANAGED = MemorySize.ofMebiBytes(16);

    /** Folders of the home. */
    static final String CHECKPOINTS = "flink/checkpoints";

    /** Of jobs that were stopped with one; what people write lies elsewhere. */
    static final String STOPPED = "flink/stopped";

    /** States of jobs that could not be gone on from. */
    static final String REFUSED = "flink/refused";

    /** The newest, and one to go on from when that is damaged. */
    private static final int CHECKPOINTS_KEPT = 2;

    private FlinkSettings() {}

    /** The cluster's. */
    static Configuration ofCluster(HomeFolder home, int port, int slots) {
        Configuration config = checkpoints(home);
        config.set(RestOptions.BIND_ADDRESS, Ports.LOOPBACK);
        config.set(RestOptions.ADDRESS, Ports.LOOPBACK);
        config.set(RestOptions.BIND_PORT, Integer.toString(port));
        // also where the server of large objects listens; without it, on all addresses of the machine
        config.set(JobManagerOptions.BIND_HOST, Ports.LOOPBACK);
        config.set(JobManagerOptions.ADDRESS, Ports.LOOPBACK);
        config.set(TaskManagerOptions.BIND_HOST, Ports.LOOPBACK);
        config.set(TaskManagerOptions.HOST, Ports.LOOPBACK);
        config.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
        Path temporary = home.temporary("flink");
        config.set(CoreOptions.TMP_DIRS, temporary.toString());
        config.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, temporary.toString());
        config.set(WebOptions.TMP_DIR, temporary.toString());
        // jobs come from this JVM: nobody shall load another jar into it
        config.set(WebOptions.SUBMIT_ENABLE, false);
        // what is left in the air at the end is not worth waiting for
        config.set(ClusterOptions.CLUSTER_SERVICES_SHUTDOWN_TIMEOUT, Duration.ofSeconds(5));
        return config;
    }

    /** What jobs bring along. */
    static Configuration ofJobs(HomeFolder home) {
        return checkpoints(home);
    }

    private static Configuration checkpoints(HomeFolder home) {
        Configuration config = new Configuration();
        config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        config.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, CHECKPOINTS_KEPT);
        config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, FlinkPaths.of(home.folder(CHECKPOINTS)));
        config.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, FlinkPaths.of(home.folder("flink/savepoints")));
        return config;
    }
}
