package io.zerostream.platform;

import io.zerostream.platform.config.KeptState;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.platform.config.PlatformPorts;
import io.zerostream.platform.internal.FlinkCluster;
import io.zerostream.platform.internal.HomeFolder;
import io.zerostream.platform.internal.KafkaCluster;
import io.zerostream.platform.internal.Ports;
import io.zerostream.platform.internal.RegistryServer;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Kafka, a schema registry and Flink on loopback, with all topics and schemas in place. The broker and the registry are
 * child processes that end with this one, however it ends, and are started again when they end before; Flink runs in
 * this JVM. Data in the home survives a restart.
 * Whoever starts a platform closes it; closing from a shutdown hook as well does no harm.
 */
public final class EmbeddedPlatform implements AutoCloseable {
    private final Opened started = new Opened();

    private final KafkaCluster kafka;
    private final RegistryServer registry;
    private final FlinkCluster flink;

    private EmbeddedPlatform(HomeFolder home, PlatformConfig config) {
        started.add(home);
        try {
            // the children first: they come up while Flink does
            kafka = started.add(KafkaCluster.start(home, List.of(config.ports().kafka()), config.users()));
            registry = started.add(RegistryServer.start(
                    home, config.registryHome(), config.ports().registry()));
            flink = started.add(FlinkCluster.start(home, config.ports().flink(), config.slots()));
            kafka.awaitReady(config.startTimeout());
            registry.awaitReady(config.startTimeout());
            kafka.keepAlive();
            registry.keepAlive();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything and waits until it answers: 6 to 10 s on two cores.
     *
     * @throws PlatformException when something does not come up; then nothing is left running
     */
    public static EmbeddedPlatform start(PlatformConfig config) {
        return reserve(config).start();
    }

    /**
     * Takes the home, so that nobody else does before it is started.
     *
     * @throws PlatformException when another platform uses it, naming its process, or it cannot be written to
     */
    public static Reserved reserve(PlatformConfig config) {
        return new Reserved(HomeFolder.open(config.home(), config.fresh()), config);
    }

    /** A home that no other platform can use. Closing gives it back, unless a platform was started on it. */
    public static final class Reserved implements AutoCloseable {
        private final HomeFolder home;
        private final PlatformConfig config;
        private boolean started;

        private Reserved(HomeFolder home, PlatformConfig config) {
            this.home = home;
            this.config = config;
        }

        /**
         * Starts everything on it and waits until it answers, once.
         *
         * @throws PlatformException when something does not come up; then nothing is left running, and the home is free
         */
        public EmbeddedPlatform start() {
            started = true;
            return new EmbeddedPlatform(home, config);
        }

        @Override
        public void close() {
            if (!started) {
                home.close();
            }
        }
    }

    /**
     * Looks whether the ports are free, before anything is begun.
     *
     * @throws PlatformException naming the port that somebody listens on, and its option
     */
    public static void requireFree(PlatformPorts ports) {
        requireFree("kafka", "--kafka-port", ports.kafka());
        requireFree("registry", "--registry-port", ports.registry());
        requireFree("flink", "--flink-port", ports.flink());
    }

    /** The same for a port of somebody else on loopback. */
    public static void requireFree(String server, String option, int port) {
        Ports.requireFree(server, option, port);
    }

    /** Clients of the broker and the registry, who may do everything. */
    public KafkaConnection connection() {
        return kafka.connection(registry.access());
    }

    /** Flink's web UI. */
    public URI flinkWebUi() {
        return flink.web();
    }

    /**
     * A new environment whose jobs run on the embedded Flink, with checkpoints and savepoints under the home. The classes
     * of a job come from this JVM's class path.
     */
    public StreamExecutionEnvironment flinkEnvironment() {
        return flink.environment();
    }

    /** Where a job's savepoint goes that it is stopped with, so that {@link #keptStates} has it next time; as Flink reads paths. */
    public String stopFolder() {
        return flink.stopFolder();
    }

    /**
     * The states that jobs of earlier runs left in the home, of those that keep their checkpoints when they are cancelled;
     * the newest first. Going on from an older one repeats what came after it, for that is in Kafka.
     */
    public List<KeptState> keptStates() {
        return flink.keptStates();
    }

    /**
     * Deletes them, now that a job has been started; before that each may still be needed.
     *
     * @param kept those that stay: the one that it was started from, which is Flink's to delete, and any that may yet be
     *     needed
     */
    public void startedFrom(List<KeptState> kept) {
        flink.startedFrom(kept);
    }

    /**
     * Puts one of them, from which no job can go on, where none looks for it: a job that begins without state counts its
     * checkpoints anew, and would be taken for the older one.
     *
     * @return where it is now
     * @throws PlatformException when it cannot be moved
     */
    public Path setAside(KeptState state) {
        return flink.setAside(state);
    }

    /** Whether a job of an earlier run had checkpoints in the home, kept or not. */
    public boolean hadCheckpoints() {
        return flink.hadCheckpoints();
    }

    /** Process ids of the broker and the registry. */
    public List<Long> childProcesses() {
        return List.of(kafka.nodes().get(0).pid(), registry.node().pid());
    }

    /**
     * Cancels the jobs and ends Flink, the registry and the broker, in this order: about a second. Does not throw; what
     * went wrong is logged. Doing it twice, or from two threads, does no harm: the second waits for the first.
     */
    @Override
    public void close() {
        started.close();
    }
}
