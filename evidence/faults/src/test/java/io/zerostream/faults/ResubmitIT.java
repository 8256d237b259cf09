package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.zerostream.platform.config.ClusterNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The job comes and goes on the same task managers: natives load once, classes of the old job go. */
class ResubmitIT {
    private static final int PICTURES = 240;
    private static final int RATE = 60;
    private static final String CLASSES = "Status.JVM.ClassLoader.ClassesLoaded";
    private static final String UNLOADED = "Status.JVM.ClassLoader.ClassesUnloaded";
    private static final String METASPACE = "Status.JVM.Memory.Metaspace.Used";
    /** One for each job that has run and is not forgotten. */
    private static final String CLASS_LOADER = "org.apache.flink.util.ChildFirstClassLoader";
    /** Column of the histogram; bytes and the class follow. */
    private static final int INSTANCES = 1;
    /** The first jobs warm up: compiled code, lambdas, thread pools. */
    private static final int WARM_UP = 3;
    /** Of metaspace from one warm round to the last; a job's own class loader weighs about 3 MB. */
    private static final double MOST_METASPACE_A_ROUND = 1e6;

    /** As seen from the second round on: the last job, and one that goes when the next has come. */
    private static final long MOST_JOBS_HELD = 2;

    private static final double MOST_RESIDENT_A_ROUND = 25e6;

    /**
     * One task manager after one job.
     *
     * @param residentBytes of its process
     * @param metaspaceBytes after a garbage collection
     * @param classes loaded and not unloaded, after a garbage collection
     * @param jobsHeld class loaders of jobs that something still holds, after a garbage collection
     */
    record Sample(
            int round, String taskManager, long residentBytes, long metaspaceBytes, long classes, long jobsHeld) {}

    @Test
    void comesAndGoesOnTheSameTaskManagersWithoutALeak() throws Exception {
        int rounds = (int) RunSettings.number("faults.resubmits");
        assumeThat(rounds).as("-Dfaults.resubmits").isGreaterThan(1);
        List<Sample> samples = new ArrayList<>();
        try (FaultCluster system = new FaultCluster(RunSettings.home("resubmit"), RunSettings.lib());
                PictureLoad load = system.load();
                EndWatch watch = new EndWatch(system.kafka())) {
            for (int round = 1; round <= rounds; round++) {
                String job = system.submit();
                load.send(PICTURES, RATE);
                FaultCluster.await(
                        "the labels of round " + round, Duration.ofMinutes(2), () -> watch.ended() == load.sent());
                system.cancel(job);
                samples.addAll(samples(system, round));
            }
            for (ClusterNode taskManager : system.cluster().taskManagers()) {
                assertThat(taskManager.starts()).isEqualTo(1);
                assertThat(Files.readString(taskManager.log()))
                        .contains("classify")
                        .doesNotContain("UnsatisfiedLinkError")
                        .doesNotContain("already loaded in another classloader");
            }
            assertThat(new TopicChecker(system.kafka()).check()).matches(v -> v.lost() == 0 && v.outOfOrder() == 0);
        }
        Files.createDirectories(RunSettings.out());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(RunSettings.out().resolve("resubmit.json").toFile(), samples);
        assertNoGrowth(samples, rounds);
    }

    private static void assertNoGrowth(List<Sample> samples, int rounds) {
        int warm = Math.min(WARM_UP, rounds - 1);
        for (Sample last : samples.stream().filter(s -> s.round() == rounds).toList()) {
            Sample first = samples.stream()
                    .filter(s -> s.round() == warm && s.taskManager().equals(last.taskManager()))
                    .findFirst()
                    .orElseThrow();
            double number = rounds - warm;
            assertThat(last.jobsHeld())
                    .as("jobs that %s holds after %s: %s", last.taskManager(), rounds, samples)
                    .isLessThanOrEqualTo(MOST_JOBS_HELD);
            assertThat((last.metaspaceBytes() - first.metaspaceBytes()) / number)
                    .as("metaspace a round of %s in %s", last.taskManager(), samples)
                    .isLessThan(MOST_METASPACE_A_ROUND);
            assertThat((last.residentBytes() - first.residentBytes()) / number)
                    .as("resident memory a round of %s in %s", last.taskManager(), samples)
                    .isLessThan(MOST_RESIDENT_A_ROUND);
        }
    }

    private static List<Sample> samples(FaultCluster system, int round) throws IOException, InterruptedException {
        Map<ClusterNode, Long> held = new LinkedHashMap<>();
        for (ClusterNode taskManager : system.cluster().taskManagers()) {
            held.put(taskManager, jobsHeld(taskManager));
        }
        // metrics come every ten seconds
        FaultCluster.sleep(Duration.ofSeconds(12));
        List<Sample> samples = new ArrayList<>();
        for (Map.Entry<ClusterNode, Long> entry : held.entrySet()) {
            ClusterNode taskManager = entry.getKey();
            Map<String, Double> metrics =
                    system.rest().metrics(FaultCluster.flinkId(taskManager), CLASSES, UNLOADED, METASPACE);
            samples.add(new Sample(
                    round,
                    taskManager.name(),
                    ProcessMemory.residentBytes(taskManager.pid()),
                    metrics.getOrDefault(METASPACE, 0.0).longValue(),
                    (long) (metrics.getOrDefault(CLASSES, 0.0) - metrics.getOrDefault(UNLOADED, 0.0)),
                    entry.getValue()));
        }
        return samples;
    }

    /** By a histogram of live objects, which is a full collection too: classes go with nothing less. */
    private static long jobsHeld(ClusterNode taskManager) throws IOException, InterruptedException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(taskManager.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(histogram.waitFor()).as(text).isZero();
        return text.lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > INSTANCES + 2 && columns[INSTANCES + 2].equals(CLASS_LOADER))
                .mapToLong(columns -> Long.parseLong(columns[INSTANCES]))
                .sum();
    }
}
