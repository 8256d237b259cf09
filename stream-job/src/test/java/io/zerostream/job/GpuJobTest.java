package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.zerostream.job.internal.NativeMemory;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.cuda.CudaLibrary;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole job on a GPU that a slot was given, with a trained network; {@code mvn -Pgpu} runs it. Flink is told of the GPU
 * by a driver of the test's, and topics are generators and lists. All else is as it serves.
 */
@Tag("gpu")
@Timeout(240)
@TestMethodOrder(MethodOrderer.MethodName.class)
class GpuJobTest {
    private static final Device GPU = Device.gpu(0);
    /** Of a score and of a cosine: products of matrices may be rounded to TF32 there. */
    private static final float TOLERANCE = 0.02f;

    private static final Duration MEASURED = Duration.ofSeconds(4);
    private static final long MOST_OF_GPU = 32 << 20;
    /** A heap that grows is seen here too, for what it has not touched yet counts as taken. */
    private static final long MOST_OF_HOST = 256 << 20;

    @TempDir
    private static Path folder;

    private static FakeGpuCluster cluster;

    @BeforeAll
    static void thereIsAGpuWithTheKernels(TestReporter reporter) throws Exception {
        // the engine first: the kernels look for it in the process
        assertThat(Engine.getEngine("PyTorch").getGpuCount())
                .as("GPUs that the engine sees; its library must be one for CUDA, see docs/operations.md")
                .isPositive();
        assertThat(CudaLibrary.isAvailable(GPU)).as(CudaLibrary.describe(GPU)).isTrue();
        reporter.publishEntry("job", Kernels.describe(GPU) + "; beside it " + Kernels.describe(Device.cpu()));
        cluster = new FakeGpuCluster(folder, 1, FlagsJob.CORES);
    }

    @AfterAll
    static void end() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void labelsAreThoseOfTheCpuAndAClassIsAddedToTheRunningJob(TestReporter reporter) throws Exception {
        Answers gpu = Answers.of(cluster);
        assertThat(FlagsJob.OPENED_ON).containsExactly(GPU);
        Answers cpu = Answers.of(null);
        assertThat(FlagsJob.OPENED_ON).containsExactly(Device.cpu());

        reporter.publishEntry(
                "job",
                String.format(
                        Locale.ROOT,
                        "%d pictures: %s with the first set, %s with one class more; %d of %d pictures of that class"
                                + " got it (CPU %d), the first label of the new set after %d ms",
                        FlagPictures.DIFFERENT,
                        differences(gpu.before, cpu.before),
                        differences(gpu.after, cpu.after),
                        Answers.recognised(gpu.after),
                        Answers.shown(),
                        Answers.recognised(cpu.after),
                        gpu.millis));
        agree(gpu.before, cpu.before);
        agree(gpu.after, cpu.after);
        assertThat(Answers.recognised(gpu.before)).isZero();
        assertThat(Answers.recognised(gpu.after)).isGreaterThan(Answers.shown() / 2);
    }

    @ParameterizedTest(name = "batches of {0}")
    @ValueSource(ints = {1, 8, 32})
    void tellsHowManyPicturesASecond(int batch, TestReporter reporter) throws Exception {
        reporter.publishEntry(
                "job",
                "batches of at most " + batch + ": GPU " + speed(cluster, batch) + "; CPU " + speed(null, batch));
    }

    private static String speed(@Nullable FakeGpuCluster cluster, int batch) throws Exception {
        try (FlagsJob job = new FlagsJob(folder, cluster, batch)) {
            job.everyPicture(1);
            int before = job.labels().size();
            long start = System.nanoTime();
            Thread.sleep(MEASURED.toMillis());
            int after = job.labels().size();
            double seconds = (System.nanoTime() - start) / 1e9;
            List<ZeroShotLabel> labels = job.labels().subList(before, after);
            return String.format(
                    Locale.ROOT,
                    "%.0f pictures a second (batches of %.1f, %.1f ms each; a picture %.1f ms to decode)",
                    labels.size() / seconds,
                    labels.size() / FlagsJob.batches(labels),
                    mean(labels, label -> label.getTimings().getInferenceUs()) / 1e3,
                    mean(labels, label -> label.getTimings().getDecodeUs()) / 1e3);
        }
    }

    private static double mean(List<ZeroShotLabel> labels, ToLongFunction<ZeroShotLabel> value) {
        return labels.stream().mapToLong(value).average().orElse(Double.NaN);
    }

    /** The engine keeps what it once took, so only the first batches of each size may take memory. */
    @Test
    void thousandsOfBatchesTakeNoMemory(TestReporter reporter) throws Exception {
        try (FlagsJob job = new FlagsJob(folder, cluster, 4)) {
            job.untilBatches(500);
            long gpu = GpuMemory.taken();
            long host = NativeMemory.bytes();
            job.untilBatches(3_500);
            long gpuMore = GpuMemory.taken() - gpu;
            long hostMore = NativeMemory.bytes() - host;
            reporter.publishEntry(
                    "job",
                    "3000 batches took " + (gpuMore >> 10) + " KiB of the GPU's memory and " + (hostMore >> 10)
                            + " KiB beside the JVM's");
            assertThat(gpuMore).as("bytes of the GPU").isLessThan(MOST_OF_GPU);
            assertThat(hostMore).as("bytes beside the JVM's").isLessThan(MOST_OF_HOST);
        }
    }

    private static void agree(Map<Integer, ZeroShotLabel> gpu, Map<Integer, ZeroShotLabel> cpu) {
        assertThat(gpu).hasSameSizeAs(cpu).allSatisfy((picture, label) -> {
            ZeroShotLabel expected = cpu.get(picture);
            assertThat(label.getSimilarity()).isCloseTo(expected.getSimilarity(), within(TOLERANCE));
            assertThat(best(label).getScore()).isCloseTo(best(expected).getScore(), within(TOLERANCE));
            if (expected.getMargin() > 2 * TOLERANCE) {
                assertThat(best(label).getName()).isEqualTo(best(expected).getName());
            }
        });
    }

    private static String differences(Map<Integer, ZeroShotLabel> gpu, Map<Integer, ZeroShotLabel> cpu) {
        int others = 0;
        double score = 0;
        double cosine = 0;
        for (Map.Entry<Integer, ZeroShotLabel> entry : gpu.entrySet()) {
            ZeroShotLabel label = entry.getValue();
            ZeroShotLabel expected = cpu.get(entry.getKey());
            others += best(label).getName().equals(best(expected).getName()) ? 0 : 1;
            score = Math.max(
                    score, Math.abs(best(label).getScore() - best(expected).getScore()));
            cosine = Math.max(cosine, Math.abs(label.getSimilarity() - expected.getSimilarity()));
        }
        return String.format(Locale.ROOT, "%d other labels, scores within %.5f, cosines %.5f", others, score, cosine);
    }

    private static ScoredClass best(ZeroShotLabel label) {
        return label.getTop().get(0);
    }

    /**
     * What a job said of every picture.
     *
     * @param before with every class but one
     * @param after with that one too
     * @param millis from the moment when it was added to the first label of the new set
     */
    private record Answers(Map<Integer, ZeroShotLabel> before, Map<Integer, ZeroShotLabel> after, long millis) {
        private static final String ADDED = FlagPictures.FLAGS.demonstration().name();

        static Answers of(@Nullable FakeGpuCluster cluster) throws Exception {
            try (FlagsJob job = new FlagsJob(folder, cluster, 8)) {
                Map<Integer, ZeroShotLabel> before = job.everyPicture(1);
                long added = System.currentTimeMillis();
                job.addClass();
                Map<Integer, ZeroShotLabel> after = job.everyPicture(2);
                long first = after.values().stream()
                        .mapToLong(label -> label.getLabelledAt().toEpochMilli())
                        .min()
                        .orElseThrow();
                return new Answers(before, after, first - added);
            }
        }

        static long recognised(Map<Integer, ZeroShotLabel> labels) {
            return labels.values().stream()
                    .filter(label -> best(label).getName().equals(ADDED))
                    .count();
        }

        /** How many pictures show the class that is added. */
        static long shown() {
            return IntStream.range(0, FlagPictures.DIFFERENT)
                    .filter(picture -> FlagPictures.shown(picture).equals(ADDED))
                    .count();
        }
    }
}
