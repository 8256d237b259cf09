package io.zerostream.faults;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.matching.Prototype;
import io.zerostream.platform.ProcessCluster;
import io.zerostream.platform.config.ClusterConfig;
import io.zerostream.platform.config.ClusterNode;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A running system to break: three brokers, a registry, a job manager, two task managers with two slots each, the
 * bundled network published. Closing ends all of it.
 */
final class FaultCluster implements AutoCloseable {
    /** Flink's REST API repeats for three seconds what it knows of a job: checkpoints that are under way are not seen. */
    private static final Map<String, String> FRESH_ANSWERS = Map.of("web.refresh-interval", "20");

    /** How its jobs tell event time. */
    static final EventTime TIMES =
            new EventTime(Duration.ofSeconds(1), EventTime.DEFAULT.idleness(), Duration.ofSeconds(5));
    /**
     * How its jobs find sightings: a class comes and goes within a {@linkplain FlagPictures stretch of pictures}, and the
     * gap is longer than a source's pictures are apart while they are sent without a pause.
     */
    static final SightingSettings SIGHTINGS =
            new SightingSettings(true, Duration.ofMillis(500), 3, 0.6, 0.2, Duration.ofSeconds(3));

    private static final int BROKERS = 3;
    private static final int TASK_MANAGERS = 2;
    private static final int SLOTS = 2;
    private static final int DISK_MIB = 24;
    private static final Duration START = Duration.ofMinutes(5);
    private static final long TICK_MS = 100;

    private final FlinkLib lib;
    private final SmallDisk disk;
    private final ProcessCluster cluster;
    private final FlinkRest rest;
    private final FlagPictures pictures = new FlagPictures();
    private final PictureServer server = new PictureServer(pictures);
    private final AtomicLong sent = new AtomicLong();

    /**
     * Starts it: half a minute on two free cores.
     *
     * @param home for all data and logs
     */
    FaultCluster(Path home, FlinkLib lib) {
        this.lib = lib;
        disk = SmallDisk.mount(home.resolve("checkpoints"), DISK_MIB);
        try {
            cluster = ProcessCluster.start(new ClusterConfig(
                    home.resolve("cluster"),
                    PlatformConfig.at(home).registryHome(),
                    lib.lib(),
                    disk.folder(),
                    BROKERS,
                    TASK_MANAGERS,
                    SLOTS,
                    nativeOptions(),
                    FRESH_ANSWERS,
                    START));
        } catch (RuntimeException e) {
            server.close();
            disk.close();
            throw e;
        }
        rest = new FlinkRest(cluster.flinkRest());
        publish();
    }

    /** DJL takes its natives from the jars in lib, unpacked where this JVM's are. */
    private static List<String> nativeOptions() {
        List<String> options = new ArrayList<>(List.of(
                "-Doffline=true",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=1"));
        for (String folder : List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR")) {
            String value = System.getProperty(folder);
            if (value != null) {
                options.add("-D" + folder + '=' + value);
            }
        }
        return options;
    }

    private void publish() {
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        List<Prototype> classes = FlagsDataSet.load().classes().stream()
                .map(c -> new Prototype(c.name(), c.attributes(), c.seen()))
                .toList();
        new Publisher(kafka(), "faults")
                .publish(
                        checkpoint,
                        new ClassSetPlan(
                                FlagsDataSet.NAME,
                                classes,
                                List.of(),
                                checkpoint.manifest().penalty(),
                                checkpoint.manifest().unknownThreshold(),
                                1),
                        "default");
    }

    /**
     * Submits the job and waits until it runs.
     *
     * @param jar the job
     * @param further settings beside those of a small, quick job
     * @return its id
     */
    String submit(Path jar, String mainClass, String... further) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka.bootstrap-servers", kafka().bootstrapServers(),
                "--kafka.registry-url", kafka().registryUrl(),
                "--checkpoint.interval", "1 s",
                "--stats.window", millis(TIMES.window()),
                "--time.out-of-orderness", millis(TIMES.outOfOrderness()),
                "--time.idleness", millis(TIMES.idleness()),
                "--sightings.enabled", Boolean.toString(SIGHTINGS.enabled()),
                "--sightings.smoothing", millis(SIGHTINGS.smoothing()),
                "--sightings.min-labels", Integer.toString(SIGHTINGS.minLabels()),
                "--sightings.on", Double.toString(SIGHTINGS.on()),
                "--sightings.off", Double.toString(SIGHTINGS.off()),
                "--sightings.gap", millis(SIGHTINGS.gap()),
                "--parallelism.source", "2",
                "--parallelism.decode", "2",
                "--parallelism.inference", "2",
                "--uri.allow-private", server.origin()));
        arguments.addAll(List.of(further));
        String job = cluster.submit(jar, mainClass, arguments);
        await("the job to run", Duration.ofMinutes(2), () -> rest.running(job));
        return job;
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }

    /** Submits the product's own job. */
    String submit(String... further) {
        return submit(lib.job(), "io.zerostream.job.StreamJobMain", further);
    }

    /** Cancels a job and waits for its end. */
    void cancel(String job) {
        rest.cancel(job);
        await("the job to end", Duration.ofMinutes(1), () -> rest.state(job)
                .filter("CANCELED"::equals)
                .isPresent());
    }

    /** Waits until every process is there and every task runs. */
    void awaitHealthy(String job) {
        await(
                "the cluster to be whole again",
                Duration.ofMinutes(3),
                () -> rest.taskManagers() == TASK_MANAGERS && rest.running(job));
    }

    /** @throws FaultException when it does not come true in time */
    static void await(String what, Duration patience, BooleanSupplier condition) {
        if (!comesTrue(patience, condition)) {
            throw new FaultException("waited " + patience.toSeconds() + " s for " + what + ", in vain");
        }
    }

    /** Whether it came true in time. */
    static boolean comesTrue(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            sleep(Duration.ofMillis(TICK_MS));
        }
        return true;
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException("interrupted", e);
        }
    }

    /** Pictures numbered on from those that were sent before. */
    PictureLoad load() {
        return new PictureLoad(kafka(), pictures, server, sent);
    }

    KafkaConnection kafka() {
        return cluster.connection();
    }

    ProcessCluster cluster() {
        return cluster;
    }

    FlinkRest rest() {
        return rest;
    }

    SmallDisk disk() {
        return disk;
    }

    /** The id by which Flink knows a task manager. */
    static String flinkId(ClusterNode taskManager) {
        return taskManager.name() + '.' + taskManager.starts();
    }

    @Override
    public void close() {
        try {
            cluster.close();
        } finally {
            server.close();
            disk.close();
        }
    }
}
