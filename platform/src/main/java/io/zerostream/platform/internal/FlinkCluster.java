package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink in this JVM: one job manager, one task manager, the web UI on loopback. */
public final class FlinkCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlinkCluster.class);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final MiniCluster cluster;
    private final URI web;

    private FlinkCluster(MiniCluster cluster, URI web) {
        this.cluster = cluster;
        this.web = web;
    }

    /**
     * Starts it.
     *
     * @param home checkpoints and temporary files go here
     * @param slots task slots
     * @throws PlatformException when it does not come up
     */
    public static FlinkCluster start(Path home, int slots) {
        Configuration config = new Configuration();
        config.set(RestOptions.BIND_ADDRESS, Ports.LOOPBACK);
        config.set(RestOptions.ADDRESS, Ports.LOOPBACK);
        config.set(RestOptions.BIND_PORT, "0");
        config.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        config.set(CoreOptions.TMP_DIRS, home.resolve("flink/tmp").toString());
        config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        config.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                home.resolve("flink/checkpoints").toUri().toString());
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress(Ports.LOOPBACK)
                .build());
        try {
            cluster.start();
            return new FlinkCluster(cluster, cluster.getRestAddress().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while starting Flink", e);
        } catch (Exception e) {
            // MiniCluster.start() declares Exception
            throw new PlatformException("Flink did not start: " + e.getMessage(), e);
        }
    }

    /** Address of the web UI and the REST API. */
    public URI web() {
        return web;
    }

    /** An environment whose jobs run on this cluster. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(web.getHost(), web.getPort(), new String[0]);
    }

    /** Cancels what runs and stops. */
    @Override
    public void close() {
        try {
            cluster.closeAsync().get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Flink did not stop in good order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
