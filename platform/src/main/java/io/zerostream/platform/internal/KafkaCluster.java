package io.zerostream.platform.internal;

import io.zerostream.platform.config.ClusterNode;
import io.zerostream.platform.config.KafkaUsers;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import io.zerostream.schemas.KafkaClientSettings;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryAccess;
import io.zerostream.schemas.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** KRaft brokers that are controllers too, each in a child JVM, on loopback; their data survives a restart. */
public final class KafkaCluster implements AutoCloseable {
    /** What pictures may take of a laptop's disk: an upload that never ends must not fill it. */
    private static final long PICTURE_BYTES = 4L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCluster.class);
    private static final String NAME = "kafka";
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final List<Node> nodes;
    private final String bootstrapServers;
    private final KafkaClientSettings client;

    private KafkaCluster(List<Node> nodes, String bootstrapServers, KafkaClientSettings client) {
        this.nodes = nodes;
        this.bootstrapServers = bootstrapServers;
        this.client = client;
    }

    /**
     * Starts the processes; {@link #awaitReady} waits for them.
     *
     * @param wantedPorts of each broker for clients, or 0 for a free one
     * @param users who may come; null = everybody
     * @throws PlatformException when a port is taken or the settings cannot be written
     */
    public static KafkaCluster start(HomeFolder home, List<Integer> wantedPorts, @Nullable KafkaUsers users) {
        KafkaGuard guard = users == null ? null : new KafkaGuard(users, home.folder(NAME + "/guard"));
        List<KafkaSettings.Listeners> listeners = wantedPorts.stream()
                .map(wanted -> new KafkaSettings.Listeners(Ports.choose(NAME, wanted), Ports.choose(NAME, 0)))
                .toList();
        String clusterId = Uuid.randomUuid().toString();
        List<Node> nodes = new ArrayList<>();
        try {
            for (int index = 0; index < listeners.size(); index++) {
                nodes.add(start(home, listeners, index, clusterId, guard));
            }
        } catch (RuntimeException e) {
            nodes.forEach(Node::close);
            throw e;
        }
        return new KafkaCluster(
                List.copyOf(nodes),
                listeners.stream().map(l -> Ports.LOOPBACK + ':' + l.clients()).collect(Collectors.joining(",")),
                guard == null ? KafkaClientSettings.NONE : guard.admin());
    }

    private static Node start(
            HomeFolder home,
            List<KafkaSettings.Listeners> cluster,
            int index,
            String clusterId,
            @Nullable KafkaGuard guard) {
        String name = index == 0 ? NAME : NAME + '-' + (index + 1);
        // under one folder, which a fresh start deletes
        Path folder = home.folder(index == 0 ? NAME : NAME + '/' + name);
        Path data = folder.resolve("data");
        Path settings = folder.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(settings)) {
            KafkaSettings.of(data, cluster, index, guard).store(out, "written at every start");
        } catch (IOException e) {
            throw new PlatformException("cannot write " + settings + ": " + Reasons.of(e), e);
        }
        List<String> main =
                new ArrayList<>(List.of(KafkaMain.class.getName(), settings.toString(), data.toString(), clusterId));
        if (guard != null) {
            main.add(guard.write(folder).toString());
        }
        return new Node(
                name,
                start -> new JvmCommand(
                        "Kafka",
                        home.log(start == 1 ? name : name + '.' + start),
                        folder,
                        home.temporary(name),
                        List.of(
                                "-Xms96m",
                                "-Xmx256m",
                                // what is allowed to whom is of interest where somebody asks
                                "-Dzerostream.authorizer.log=" + (guard == null ? "WARN" : "DEBUG"),
                                "-Dlog4j2.configurationFile=classpath:io/zerostream/platform/child-log4j2.xml"),
                        Map.of(),
                        System.getProperty("java.class.path"),
                        main));
    }

    /** Clients of all brokers, who may do everything, and of a registry. */
    public KafkaConnection connection(SchemaRegistryAccess registry) {
        return new KafkaConnection(bootstrapServers, registry, client);
    }

    /** The brokers; Kafka's node ids count from 1 in this order. */
    public List<ClusterNode> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * Waits for all brokers and creates the topics that are missing.
     *
     * @throws PlatformException when one does not come up
     */
    public void awaitReady(Duration timeout) {
        KafkaConnection kafka = connection(SchemaRegistryAccess.open(""));
        try (Admin admin = kafka.admin(Map.of(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "100"))) {
            nodes.forEach(node -> node.await(() -> answers(admin, nodes.size()), timeout));
            createTopics(admin, (short) Math.min(KafkaSettings.MOST_REPLICAS, nodes.size()));
        }
    }

    /** Starts brokers again that end by themselves, from now on. */
    public void keepAlive() {
        nodes.forEach(Node::keepAlive);
    }

    private static boolean answers(Admin admin, int brokers) {
        try {
            return admin.describeCluster()
                            .nodes()
                            .get(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                            .size()
                    == brokers;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Kafka does not answer yet", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void createTopics(Admin admin, short replicas) {
        try {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = Topics.newTopics(replicas, PICTURE_BYTES).stream()
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

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
