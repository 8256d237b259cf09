package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import io.zerostream.job.config.Batching;
import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.models.KafkaModelOpener;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.RegistryRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The job with the bundled network, pictures of flags without end, and every flag a class but one, which can be added. It is
 * opened as a published model is, from a file. One at a time in a JVM; it ends with its first failure.
 */
final class FlagsJob implements AutoCloseable {
    /** Where models were opened since the job began. */
    static final List<Device> OPENED_ON = new CopyOnWriteArrayList<>();

    private static final RegistryTopic CLASSES = new RegistryTopic();
    private static final RegistryTopic MODELS = new RegistryTopic();
    private static final int AS_MANY_AS_IT_TAKES = 1_000_000;
    private static final int DECODERS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    private static final int TOP_K = 5;

    /** Cores of a task manager that has room for it. */
    static final int CORES = DECODERS + 1;

    private final RegistryRecords records = new RegistryRecords("test", Clock.systemUTC());
    private final Registry registry = new Registry();
    private final Checkpoint checkpoint = FlagsCheckpoint.bundled();
    private final EndlessJob job;

    /**
     * Starts it.
     *
     * @param folder for the network's file
     * @param cluster whose task manager has a GPU to compute on; null = in a cluster of its own, on the CPU
     * @param batch pictures a batch at most
     */
    FlagsJob(Path folder, @Nullable FakeGpuCluster cluster, int batch) throws Exception {
        OPENED_ON.clear();
        CLASSES.clear();
        MODELS.clear();
        publish(folder);
        // with what computes named, nothing else can have answered
        System.setProperty(Kernels.PROPERTY, cluster == null ? "auto" : "native");
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        JobConfig config = ConfigKey.defaults()
                .withBatching(new Batching(batch, Batching.DEFAULT.maxDelay()))
                .withParallelism(new Parallelism(1, DECODERS, 1, cluster == null ? 0 : 1));
        TestRegistries beside = new TestRegistries();
        beside.add(CLASSES.all());
        beside.add(MODELS.all());
        ModelOpener models = new KafkaModelOpener(config.kafka());
        job = new EndlessJob(
                cluster == null
                        ? StreamExecutionEnvironment.createLocalEnvironment(DECODERS, flink)
                        : cluster.environment(flink),
                config,
                new FlagPictures(),
                AS_MANY_AS_IT_TAKES,
                beside,
                (version, device) -> {
                    OPENED_ON.add(device);
                    return models.open(version, device);
                },
                n -> CLASSES.next(),
                n -> MODELS.next());
    }

    private void publish(Path folder) throws IOException {
        Manifest manifest = checkpoint.manifest();
        Path file = Files.write(folder.resolve("model.safetensors"), checkpoint.tensors());
        ModelVersion version = ModelVersion.newBuilder(records.modelVersion(checkpoint, 0))
                .setUri(file.toUri().toString())
                .build();
        CLASSES.add(registry.put(RegistryRecords.space(manifest, 1)));
        addSet(1, FlagPictures.FLAGS.tested(), FlagPictures.FLAGS.tested());
        MODELS.add(registry.put(version));
        MODELS.add(registry.put(Deployment.newBuilder()
                .setName("default")
                .setRevision(1)
                .setModel(manifest.name())
                .setVersion(manifest.version())
                .setDefaultClassSet(FlagsDataSet.NAME)
                .setSourceClassSets(Map.of())
                .setChangedAt(Instant.now())
                .setAuthor("test")
                .build()));
    }

    /** The class that nobody trained on, as the set's revision 2. */
    void addClass() {
        addSet(2, FlagPictures.FLAGS.classes(), List.of(FlagPictures.FLAGS.demonstration()));
    }

    private void addSet(long revision, List<FlagClass> classes, List<FlagClass> fresh) {
        Manifest manifest = checkpoint.manifest();
        String space = manifest.space().name();
        List<Prototype> members = FlagsDataSet.prototypes(classes);
        ClassSetPlan plan = new ClassSetPlan(
                FlagsDataSet.NAME, members, List.of(), manifest.penalty(), manifest.unknownThreshold(), TOP_K);
        FlagsDataSet.prototypes(fresh).forEach(one -> CLASSES.add(registry.put(records.prototype(space, one))));
        CLASSES.add(registry.put(records.classSet(space, plan, revision)));
    }

    /** All labels so far; more may come. */
    List<ZeroShotLabel> labels() {
        return List.copyOf(job.labels.records());
    }

    /** Waits until a revision of the set has labelled every picture; the first label of each. */
    Map<Integer, ZeroShotLabel> everyPicture(long revision) {
        Map<Integer, ZeroShotLabel> found = new TreeMap<>();
        until(
                () -> {
                    labels().stream()
                            .filter(label -> label.getClassSetRevision() == revision)
                            .forEach(label -> found.putIfAbsent(FlagPictures.picture(label.getEventId()), label));
                    return found.size();
                },
                FlagPictures.DIFFERENT);
        return found;
    }

    /** Waits for so many batches since it began. */
    void untilBatches(int enough) {
        until(() -> (int) batches(labels()), enough);
    }

    /** How many batches these labels came in. */
    static double batches(List<ZeroShotLabel> labels) {
        return labels.stream().mapToDouble(label -> 1.0 / label.getBatchSize()).sum();
    }

    private void until(IntSupplier count, int enough) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    job.failIfEnded();
                    assertThat(count.getAsInt())
                            .as(
                                    "what has come of %s; dead letters: %s; the job says %s",
                                    enough,
                                    job.deadLetters.records().stream().limit(3).toList(),
                                    job.notices.records().stream().limit(20).toList())
                            .isGreaterThanOrEqualTo(enough);
                });
    }

    /** A registry as its one reader gets it: each record once, then the last again and again until there are more. */
    private static final class RegistryTopic {
        private final List<ControlRecord> records = new ArrayList<>();
        private int given;

        synchronized void clear() {
            records.clear();
            given = 0;
        }

        synchronized void add(ControlRecord record) {
            records.add(record);
        }

        synchronized List<ControlRecord> all() {
            return List.copyOf(records);
        }

        synchronized ControlRecord next() {
            given = Math.min(given + 1, records.size());
            return records.get(given - 1);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            job.cancel();
        } finally {
            System.clearProperty(Kernels.PROPERTY);
        }
    }
}
