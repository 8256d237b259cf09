package io.zerostream.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskExecutorResourceUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink's own job manager and one task manager in this JVM, which a driver tells of GPUs that are not there. Flink places
 * slots as on a real machine; a mini cluster cannot, for it offers no external resources.
 */
final class FakeGpuCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String GPU = "gpu";

    private final ClusterEntrypoint jobManager;
    private final TaskManagerRunner taskManager;

    /**
     * Starts it.
     *
     * @param gpus of the task manager
     * @param cores of the task manager: what its slots take together may not be more
     */
    FakeGpuCluster(Path folder, int gpus, int cores) throws Exception {
        Configuration config = new Configuration();
        config.set(CoreOptions.TMP_DIRS, folder.toString());
        config.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, folder.toString());
        config.set(JobManagerOptions.ADDRESS, LOOPBACK);
        config.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        config.set(JobManagerOptions.PORT, FreePorts.next());
        // else a job that does not fit is waited for until the test's own limit
        config.set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofSeconds(20));
        config.set(RestOptions.ADDRESS, LOOPBACK);
        config.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        config.set(RestOptions.BIND_PORT, Integer.toString(FreePorts.next()));
        jobManager = new StandaloneSessionClusterEntrypoint(config);
        jobManager.startCluster();
        taskManager = new TaskManagerRunner(
                ofTaskManager(config, gpus, cores), new Drivers(), TaskManagerRunner::createTaskExecutorService);
        taskManager.start();
    }

    private static Configuration ofTaskManager(Configuration cluster, int gpus, int cores) {
        Configuration config = new Configuration(cluster);
        config.set(TaskManagerOptions.HOST, LOOPBACK);
        config.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        config.set(TaskManagerOptions.CPU_CORES, (double) cores);
        // Flink only counts these
        config.set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(1024L * cores));
        config.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ZERO);
        config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        // each slot has a share, the larger the wider the job is
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32L * cores));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32L * cores));
        config.set(ExternalResourceOptions.EXTERNAL_RESOURCE_LIST, List.of(GPU));
        config.setString("external-resource.gpu.amount", Integer.toString(gpus));
        config.setString("external-resource.gpu.driver-factory.class", FakeGpus.class.getName());
        return TaskExecutorResourceUtils.adjustForLocalExecution(config);
    }

    /** An environment whose jobs run here. */
    StreamExecutionEnvironment environment(Configuration ofJob) {
        return StreamExecutionEnvironment.createRemoteEnvironment(LOOPBACK, jobManager.getRestPort(), ofJob);
    }

    @Override
    public void close() throws Exception {
        taskManager.close();
        jobManager.closeAsync().get();
    }

    /** What would be a folder under {@code plugins/}. */
    private static final class Drivers implements PluginManager {
        @Override
        public <P> Iterator<P> load(Class<P> service) {
            return service.equals(ExternalResourceDriverFactory.class)
                    ? List.of(service.cast(new FakeGpus())).iterator()
                    : List.<P>of().iterator();
        }
    }

    /** Says that GPU 0, 1, … are there, in the wrong order. */
    static final class FakeGpus implements ExternalResourceDriverFactory, ExternalResourceDriver {
        @Override
        public ExternalResourceDriver createExternalResourceDriver(Configuration config) {
            return this;
        }

        @Override
        public Set<? extends ExternalResourceInfo> retrieveResourceInfo(long amount) {
            Set<FakeGpu> gpus = new LinkedHashSet<>();
            for (long index = amount - 1; index >= 0; index--) {
                gpus.add(new FakeGpu(Long.toString(index)));
            }
            return gpus;
        }
    }

    private record FakeGpu(String index) implements ExternalResourceInfo {
        @Override
        public Optional<String> getProperty(String key) {
            return key.equals("index") ? Optional.of(index) : Optional.empty();
        }

        @Override
        public Collection<String> getKeys() {
            return Set.of("index");
        }
    }
}
