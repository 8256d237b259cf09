package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import io.zerostream.schemas.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One KRaft broker and controller in a child JVM, on loopback; its data survives a restart. */
public final class KafkaBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBroker.class);
    private static final String NAME = "kafka";
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final ChildProcess process;
    private final String bootstrapServers;

    private KafkaBroker(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the process; {@link #awaitReady} waits for it.
     *
     * @param wantedPort for clients, or 0 for a free one
     * @throws PlatformException when the port is taken or the settings cannot be written
     */
    public static KafkaBroker start(HomeFolder home, int wantedPort) {
        int port = Ports.choose(NAME, wantedPort);
        Path folder = home.folder(NAME);
        Path data = folder.resolve("data");
        Path settings = folder.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(settings)) {
            KafkaSettings.of(data, port, Ports.choose(NAME, 0)).store(out, "written at every start");
        } catch (IOException e) {
            throw new PlatformException("cannot write " + settings + ": " + Reasons.of(e), e);
        }
        JvmCommand command = new JvmCommand(
                "Kafka",
                home.log(NAME),
                folder,
                home.temporary(NAME),
                List.of(
                        "-Xms96m",
                        "-Xmx256m",
                        "-Dlog4j2.configurationFile=classpath:io/zerostream/platform/child-log4j2.xml"),
                Map.of(),
                System.getProperty("java.class.path"),
                List.of(KafkaMain.class.getName(), settings.toString(), data.toString()));
        return new KafkaBroker(ChildProcess.start(command), Ports.LOOPBACK + ':' + port);
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Waits for the broker and creates the topics that are missing.
     *
     * @throws PlatformException when it does not come up
     */
    public void awaitReady(Duration timeout) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                "100"))) {
            process.await(() -> answers(admin), timeout);
            createTopics(admin);
        }
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Kafka does not answer yet", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void createTopics(Admin admin) {
        try {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = Topics.newTopics((short) 1).stream()
                    .filter(t -> !there.contains(t.name()))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            throw new PlatformException("Kafka refused to create the topics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while creating topics", e);
        }
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
