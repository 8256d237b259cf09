package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import io.zerostream.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One KRaft broker and controller in a child JVM, on loopback, sized for a laptop. */
public final class KafkaBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBroker.class);

    private final ChildProcess process;
    private final String bootstrapServers;

    private KafkaBroker(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Formats the data folder on first use and starts the process; {@link #awaitReady} waits for it. */
    public static KafkaBroker start(Path home) {
        List<Integer> ports = Ports.free(2);
        Path folder = home.resolve("kafka");
        Path file = folder.resolve("server.properties");
        try {
            Files.createDirectories(folder);
            try (OutputStream out = Files.newOutputStream(file)) {
                properties(folder.resolve("data"), ports.get(0), ports.get(1)).store(out, "written at every start");
            }
        } catch (IOException e) {
            throw new PlatformException("cannot write " + file + ": " + e.getMessage(), e);
        }
        if (Files.notExists(folder.resolve("data/meta.properties"))) {
            format(file);
        }
        ChildProcess process = ChildProcess.start(
                "Kafka",
                home.resolve("logs/kafka.log"),
                folder,
                List.of(
                        "-Xms128m",
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-Dlog4j2.configurationFile=classpath:io/zerostream/platform/child-log4j2.xml"),
                System.getProperty("java.class.path"),
                List.of("kafka.Kafka", file.toString()));
        return new KafkaBroker(process, Ports.LOOPBACK + ":" + ports.get(0));
    }

    private static void format(Path properties) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] arguments = {
            "format",
            "--ignore-formatted",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            properties.toString()
        };
        int code = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new PlatformException("Kafka's storage in " + properties.getParent() + " cannot be formatted: "
                    + said.toString(StandardCharsets.UTF_8).trim());
        }
    }

    private static Properties properties(Path data, int port, int controllerPort) {
        Properties p = new Properties();
        p.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@" + Ports.LOOPBACK + ":" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "listeners",
                "PLAINTEXT://" + Ports.LOOPBACK + ":" + port + ",CONTROLLER://" + Ports.LOOPBACK + ":" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://" + Ports.LOOPBACK + ":" + port,
                "log.dirs",
                data.toString(),
                "auto.create.topics.enable",
                "false",
                "message.max.bytes",
                Integer.toString(Topics.MAX_RECORD_BYTES)));
        p.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "2",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", "16777216",
                "num.network.threads", "2",
                "num.io.threads", "4"));
        return p;
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
                "200"))) {
            process.await(() -> answers(admin), timeout);
            createTopics(admin);
        }
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
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
