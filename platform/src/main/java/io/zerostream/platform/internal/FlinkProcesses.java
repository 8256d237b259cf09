package io.zerostream.platform.internal;

import io.zerostream.platform.config.ClusterConfig;
import io.zerostream.platform.config.ClusterNode;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink session cluster as processes: Flink's own ZooKeeper, a job manager, task managers. They see the jars of Flink's
 * {@code lib/} and nothing of this JVM's class path but {@link ChildMain}'s.
 */
public final class FlinkProcesses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlinkProcesses.class);
    private static final String FLINK = "flink";
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]{32})");
    private static final Pattern REGISTERED = Pattern.compile("\"taskmanagers\":(\\d+)");

    private final HomeFolder home;
    private final Path conf;
    private final String classPath;
    private final int restPort;
    /** What was started, last first. */
    private final Deque<Node> nodes = new ArrayDeque<>();

    private final Node jobManager;
    private final List<Node> taskManagers;
    private int submissions;

    private FlinkProcesses(HomeFolder home, ClusterConfig config) {
        this.home = home;
        this.classPath = config.flinkLib().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        this.restPort = Ports.choose(FLINK, 0);
        this.conf = home.folder("flink/conf");
        int quorum = Ports.choose("zookeeper", 0);
        write(conf.resolve("config.yaml"), FlinkProcessSettings.of(home, config, restPort, quorum));
        Path zooKeeper = home.folder("flink/zookeeper");
        write(
                conf.resolve("zoo.cfg"),
                Map.of(
                        "dataDir",
                        zooKeeper.toString(),
                        "clientPort",
                        Integer.toString(quorum),
                        "clientPortAddress",
                        Ports.LOOPBACK,
                        "tickTime",
                        "1000"),
                "=");
        try {
            opened(node(
                    "zookeeper",
                    List.of("-Xmx96m", "-Dzookeeper.admin.enableServer=false"),
                    start -> List.of(
                            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                            "--zkConfigFile",
                            conf.resolve("zoo.cfg").toString(),
                            "--peerId",
                            "1")));
            jobManager = opened(node(
                    "jobmanager",
                    List.of("-Xmx320m", "-XX:MaxMetaspaceSize=256m"),
                    start -> List.of(
                            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                            "--configDir",
                            conf.toString(),
                            "--executionMode",
                            "cluster")));
            List<String> options = Stream.concat(
                            FlinkProcessSettings.taskManagerMemory().stream(), config.taskManagerOptions().stream())
                    .toList();
            List<Node> workers = new ArrayList<>();
            for (int i = 1; i <= config.taskManagers(); i++) {
                String name = "taskmanager-" + i;
                workers.add(opened(node(
                        name,
                        options,
                        start -> List.of(
                                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                                "--configDir",
                                conf.toString(),
                                "-D",
                                "taskmanager.resource-id=" + name + '.' + start))));
            }
            taskManagers = List.copyOf(workers);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts the processes; {@link #awaitReady} waits for them. */
    public static FlinkProcesses start(HomeFolder home, ClusterConfig config) {
        return new FlinkProcesses(home, config);
    }

    private Node opened(Node node) {
        nodes.push(node);
        return node;
    }

    private static void write(Path file, Map<String, String> settings) {
        write(file, settings, ": ");
    }

    private static void write(Path file, Map<String, String> settings, String separator) {
        try {
            Files.write(
                    file,
                    settings.entrySet().stream()
                            .map(e -> e.getKey() + separator + e.getValue())
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new PlatformException("cannot write " + file + ": " + Reasons.of(e), e);
        }
    }

    private interface Main {
        List<String> at(int start);
    }

    private Node node(String name, List<String> options, Main main) {
        return new Node(name, start -> command(name + '.' + start, options, main.at(start)));
    }

    private JvmCommand command(String name, List<String> options, List<String> mainAndArguments) {
        List<String> all = new ArrayList<>(options);
        // whoever starts a cluster has to open for Flink what Flink's scripts open: pass it on
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(o -> o.startsWith("--add-opens") || o.startsWith("--add-exports"))
                .forEach(all::add);
        all.add("-Dlog4j2.configurationFile="
                + FlinkProcesses.class.getResource("/io/zerostream/platform/flink-log4j2.xml"));
        return new JvmCommand(
                name,
                home.log(name),
                home.folder("flink"),
                home.temporary(name),
                all,
                Map.of("FLINK_CONF_DIR", conf.toString(), "OMP_WAIT_POLICY", "passive"),
                classPath,
                mainAndArguments);
    }

    /** The job manager's REST API. */
    public URI rest() {
        return URI.create("http://" + Ports.LOOPBACK + ':' + restPort);
    }

    /** The job manager. */
    public ClusterNode jobManager() {
        return jobManager;
    }

    /** The task managers. */
    public List<ClusterNode> taskManagers() {
        return List.copyOf(taskManagers);
    }

    /**
     * Waits until all task managers have found the job manager.
     *
     * @throws PlatformException when a process does not come up
     */
    public void awaitReady(Duration timeout) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE).build();
        HttpRequest overview = HttpRequest.newBuilder(rest().resolve("/overview"))
                .timeout(PROBE)
                .build();
        jobManager.await(() -> registered(http, overview) >= 0, timeout);
        taskManagers.forEach(t -> t.await(() -> registered(http, overview) == taskManagers.size(), timeout));
    }

    /** Task managers that the job manager knows; -1 when it does not answer. */
    private static int registered(HttpClient http, HttpRequest overview) {
        try {
            String answer =
                    http.send(overview, HttpResponse.BodyHandlers.ofString()).body();
            Matcher number = REGISTERED.matcher(answer);
            return number.find() ? Integer.parseInt(number.group(1)) : -1;
        } catch (IOException e) {
            LOG.debug("Flink does not answer yet", e);
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** {@code flink run --detached}. */
    public synchronized String submit(Path jar, String mainClass, List<String> arguments) {
        submissions++;
        List<String> run = new ArrayList<>(
                List.of("org.apache.flink.client.cli.CliFrontend", "run", "-d", "-c", mainClass, jar.toString()));
        run.addAll(arguments);
        JvmCommand command = command("submit." + submissions, List.of("-Xmx192m"), run);
        try (ChildProcess client = ChildProcess.start(command)) {
            client.waitFor();
            String said = Files.readString(command.log());
            Matcher id = SUBMITTED.matcher(said);
            if (!id.find()) {
                throw new PlatformException("Flink refused the job:\n" + said);
            }
            return id.group(1);
        } catch (IOException e) {
            throw new PlatformException("cannot read " + command.log() + ": " + Reasons.of(e), e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
