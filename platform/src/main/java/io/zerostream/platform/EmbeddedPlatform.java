package io.zerostream.platform;

import io.zerostream.platform.internal.FlinkCluster;
import io.zerostream.platform.internal.HomeLock;
import io.zerostream.platform.internal.KafkaBroker;
import io.zerostream.platform.internal.RegistryServer;
import io.zerostream.schemas.KafkaConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka, a schema registry and Flink on free loopback ports, with all topics and schemas in place. The broker and the
 * registry are child processes that end with this one, however it ends; Flink runs in this JVM. Data in the home survives
 * a restart.
 */
public final class EmbeddedPlatform implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPlatform.class);
    private static final List<String> DATA = List.of("kafka", "registry", "flink");

    /** What was started, last first. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private final KafkaBroker kafka;
    private final RegistryServer registry;
    private final FlinkCluster flink;

    private EmbeddedPlatform(PlatformConfig config) {
        try {
            started.push(HomeLock.take(config.home()));
            if (config.fresh()) {
                for (String folder : DATA) {
                    delete(config.home().resolve(folder));
                }
            }
            kafka = KafkaBroker.start(config.home());
            started.push(kafka);
            registry = RegistryServer.start(config.home(), config.registryHome());
            started.push(registry);
            flink = FlinkCluster.start(config.home(), config.slots());
            started.push(flink);
            kafka.awaitReady(config.startTimeout());
            registry.awaitReady(config.startTimeout());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything and waits until it answers; about 8 s on two cores.
     *
     * @throws PlatformException when something does not come up; then nothing is left running
     */
    public static EmbeddedPlatform start(PlatformConfig config) {
        return new EmbeddedPlatform(config);
    }

    /** Clients of the broker and the registry. */
    public KafkaConnection connection() {
        return new KafkaConnection(kafka.bootstrapServers(), registry.url());
    }

    /** Flink's web UI. */
    public URI flinkWebUi() {
        return flink.web();
    }

    /** An environment whose jobs run on the embedded Flink. */
    public StreamExecutionEnvironment flinkEnvironment() {
        return flink.environment();
    }

    /** Process ids of the broker and the registry. */
    public List<Long> childProcesses() {
        return List.of(kafka.pid(), registry.pid());
    }

    /** Ends the jobs, Flink, the registry and the broker, in this order. Doing it twice does no harm. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                // the rest must be closed all the same
                LOG.warn("a part of the platform did not stop in good order", e);
            }
        }
    }

    private static void delete(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new PlatformException("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
