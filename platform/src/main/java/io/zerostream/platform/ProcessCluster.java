package io.zerostream.platform;

import io.zerostream.platform.config.ClusterConfig;
import io.zerostream.platform.config.ClusterNode;
import io.zerostream.platform.internal.FlinkProcesses;
import io.zerostream.platform.internal.HomeFolder;
import io.zerostream.platform.internal.KafkaCluster;
import io.zerostream.platform.internal.RegistryServer;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * The whole platform as processes on loopback, none in this JVM: Kafka brokers, the schema registry, ZooKeeper, a Flink
 * job manager that finds its jobs again in ZooKeeper, task managers. What a fault test breaks, one {@link ClusterNode}
 * at a time. All of them end with this process. Whoever starts a cluster closes it.
 */
public final class ProcessCluster implements AutoCloseable {
    private final Opened started = new Opened();
    private final KafkaCluster kafka;
    private final RegistryServer registry;
    private final FlinkProcesses flink;

    private ProcessCluster(ClusterConfig config) {
        try {
            HomeFolder home = started.add(HomeFolder.open(config.home(), true));
            // one after the other: so many JVMs that start at once keep each other from their time limits
            kafka = started.add(KafkaCluster.start(home, Collections.nCopies(config.brokers(), 0), null));
            kafka.awaitReady(config.startTimeout());
            registry = started.add(RegistryServer.start(home, config.registryHome(), 0));
            registry.awaitReady(config.startTimeout());
            flink = started.add(FlinkProcesses.start(home, config));
            flink.awaitReady(config.startTimeout());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything and waits until it answers: 20 to 60 s on two cores.
     *
     * @throws PlatformException when something does not come up; then nothing is left running
     */
    public static ProcessCluster start(ClusterConfig config) {
        return new ProcessCluster(config);
    }

    /** Clients of the brokers and the registry. */
    public KafkaConnection connection() {
        return kafka.connection(registry.access());
    }

    /** The job manager's REST API; the address survives a restart. */
    public URI flinkRest() {
        return flink.rest();
    }

    /** Kafka's brokers, which are its controllers too; Kafka's node ids count from 1 in this order. */
    public List<ClusterNode> brokers() {
        return kafka.nodes();
    }

    /** The schema registry. */
    public ClusterNode registry() {
        return registry.node();
    }

    /** Flink's job manager. */
    public ClusterNode jobManager() {
        return flink.jobManager();
    }

    /** Flink's task managers. Flink knows each as {@code <name>.<starts>}. */
    public List<ClusterNode> taskManagers() {
        return flink.taskManagers();
    }

    /**
     * Submits a job as {@code flink run --detached} does, in a JVM of its own.
     *
     * @param jar the job
     * @param arguments of its main method
     * @return id of the job
     * @throws PlatformException when Flink refuses it, with what the command said
     */
    public String submit(Path jar, String mainClass, List<String> arguments) {
        return flink.submit(jar, mainClass, arguments);
    }

    /** Ends every process, last started first. Does not throw; what went wrong is logged. */
    @Override
    public void close() {
        started.close();
    }
}
