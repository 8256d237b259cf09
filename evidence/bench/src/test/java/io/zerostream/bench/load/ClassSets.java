package io.zerostream.bench.load;

import io.zerostream.bench.internal.PlainScores;
import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.control.ClassRegistry;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.ControlStore;
import io.zerostream.job.internal.control.SetBuilding;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RunnableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;

/** One subtask's control state with a large class registry, over Flink's own operator state and real files. */
final class ClassSets implements AutoCloseable {
    static final List<String> COLUMNS = List.of(
            "classes",
            "checkpoint, task thread CPU ms",
            "beside it CPU ms",
            "MiB written",
            "after one class changed, task thread CPU ms",
            "heap MiB",
            "pictures/s matched, batches of 16",
            "times the triple loop",
            "swap, task thread CPU ms",
            "swap until it serves ms");

    private static final int REPEATS = 5;
    private static final int BATCH = 16;
    private static final double MIB = 1 << 20;
    private static final double MILLI = 1e6;
    private static final long MATCHING_NANOS = 3_000_000_000L;
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    private final int classes;
    private final Path folder;
    private final Random random = new Random(7);
    private final List<String> names;
    private final DefaultOperatorStateBackend backend;
    private final ExecutorService builder = Executors.newSingleThreadExecutor();
    private final BlockingQueue<Runnable> mail = new LinkedBlockingQueue<>();
    private final ControlState control =
            new ControlState("default", ClassSets::fail, new ClassRegistry(ClassSets::fail, this::build, () -> {}));
    private final ControlStore store;
    private long offset;
    private long revision;
    private long checkpoint;

    ClassSets(int classes, Path folder) throws Exception {
        this.classes = classes;
        this.folder = folder;
        names = IntStream.range(0, classes).mapToObj(c -> "class number " + c).toList();
        backend = new DefaultOperatorStateBackendBuilder(
                        getClass().getClassLoader(), new ExecutionConfig(), true, List.of(), new CloseableRegistry())
                .build();
        store = new ControlStore(backend);
    }

    private static void fail(Alarm alarm) {
        throw new IllegalStateException(alarm.message());
    }

    private void build(Duration wait, Supplier<ClassScorer> work, SetBuilding.Built then) {
        builder.execute(() -> {
            try {
                ClassScorer scorer = work.get();
                mail.add(() -> then.built(scorer, null));
            } catch (RuntimeException e) {
                mail.add(() -> then.built(null, e));
            }
        });
    }

    /** One cell a column of {@link #COLUMNS}. */
    List<Object> measure() throws Exception {
        double before = heapMib();
        control.apply(record(
                RegistryKeys.space("bench"),
                new SemanticSpace(
                        "bench",
                        IntStream.range(0, PlainScores.ATTRIBUTES)
                                .mapToObj(i -> "attribute " + i)
                                .toList(),
                        List.of(),
                        1f)));
        for (int c = 0; c < classes; c++) {
            control.apply(prototype(c));
        }
        swap();
        checkpoint();
        double heap = heapMib() - before;
        Checkpoint[] unchanged = new Checkpoint[REPEATS];
        Checkpoint[] changed = new Checkpoint[REPEATS];
        double[][] swaps = new double[REPEATS][];
        for (int i = 0; i < REPEATS; i++) {
            unchanged[i] = checkpoint();
            control.apply(prototype(random.nextInt(classes)));
            changed[i] = checkpoint();
            swaps[i] = swap();
            // what the swap changed is not the next one's
            checkpoint();
        }
        double[] rates = rates();
        return List.of(
                classes,
                median(Arrays.stream(unchanged).mapToDouble(Checkpoint::onTaskThread)),
                median(Arrays.stream(unchanged).mapToDouble(Checkpoint::beside)),
                median(Arrays.stream(unchanged).mapToDouble(Checkpoint::mib)),
                median(Arrays.stream(changed).mapToDouble(Checkpoint::onTaskThread)),
                heap,
                rates[0],
                rates[0] / rates[1],
                median(Arrays.stream(swaps).mapToDouble(s -> s[0])),
                median(Arrays.stream(swaps).mapToDouble(s -> s[1])));
    }

    /** The next revision with all classes. @return CPU ms of the task's thread, ms until it serves */
    private double[] swap() throws InterruptedException {
        revision++;
        ControlRecord set = record(
                RegistryKeys.classSet("all"),
                new ClassSet("all", "bench", revision, names, 0.3f, 0f, 5, NOW, "bench", Calibration.SOFTMAX));
        long started = System.nanoTime();
        // of this thread alone: other work on the machine does not count, nor what is built beside
        long used = cpuNanos();
        control.apply(set);
        while (serving() != revision) {
            mail.take().run();
        }
        return new double[] {(cpuNanos() - used) / MILLI, (System.nanoTime() - started) / MILLI};
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private long serving() {
        var set = control.classes().serving().get("all");
        return set == null ? 0 : set.revision();
    }

    private record Checkpoint(double onTaskThread, double beside, double mib) {}

    private Checkpoint checkpoint() throws Exception {
        checkpoint++;
        var files = new FsCheckpointStreamFactory(
                LocalFileSystem.getSharedInstance(),
                new org.apache.flink.core.fs.Path(folder.toUri()),
                new org.apache.flink.core.fs.Path(folder.toUri()),
                0,
                4096);
        long started = cpuNanos();
        store.save(control);
        RunnableFuture<SnapshotResult<OperatorStateHandle>> writing =
                backend.snapshot(checkpoint, 0, files, CheckpointOptions.forCheckpointWithDefaultLocation());
        long taken = cpuNanos();
        writing.run();
        OperatorStateHandle handle = writing.get().getJobManagerOwnedSnapshot();
        long written = cpuNanos();
        double mib = handle.getStateSize() / MIB;
        handle.discardState();
        return new Checkpoint((taken - started) / MILLI, (written - taken) / MILLI, mib);
    }

    /** Pictures a second of the scorer and of the triple loop, in turns. */
    private double[] rates() {
        ClassScorer scorer = control.classes().serving().get("all").scorer();
        float[] vectors = PlainScores.values(random, BATCH * PlainScores.ATTRIBUTES);
        float[] rows = PlainScores.values(random, classes * PlainScores.ATTRIBUTES);
        List<Double> ours = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        long end = System.nanoTime() + MATCHING_NANOS;
        while (System.nanoTime() < end || ours.size() < REPEATS) {
            long started = System.nanoTime();
            if (scorer.match(vectors, BATCH).size() != BATCH) {
                throw new IllegalStateException("a picture was not matched");
            }
            long matched = System.nanoTime();
            float[] scores = PlainScores.tripleLoop(vectors, rows, BATCH, classes);
            long looped = System.nanoTime();
            if (!Float.isFinite(scores[0])) {
                throw new IllegalStateException("the baseline went wrong");
            }
            ours.add((double) (matched - started));
            plain.add((double) (looped - matched));
        }
        return new double[] {rate(ours), rate(plain)};
    }

    private static double rate(List<Double> nanos) {
        return BATCH * 1e9 / median(nanos.stream().mapToDouble(n -> n));
    }

    private static double median(java.util.stream.DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private ControlRecord prototype(int c) {
        String name = names.get(c);
        List<Float> vector = new ArrayList<>();
        for (float value : PlainScores.values(random, PlainScores.ATTRIBUTES)) {
            vector.add(value);
        }
        return record(
                RegistryKeys.prototype("bench", name),
                new ClassPrototype("bench", name, vector, c % 2 == 0, Provenance.DATA_SET, "bench", NOW, ""));
    }

    /** As it comes from Kafka: out of bytes. */
    private ControlRecord record(String key, Object entry) {
        try {
            return ControlRecord.ofClasses(
                    offset++, key, ClassRegistryRecord.fromByteBuffer(new ClassRegistryRecord(entry).toByteBuffer()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double heapMib() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    @Override
    public void close() throws IOException {
        builder.shutdownNow();
        control.classes().close();
        backend.dispose();
        backend.close();
    }
}
