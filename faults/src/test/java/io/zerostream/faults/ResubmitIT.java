package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.zerostream.platform.ClusterNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    /** The first jobs warm up: compiled code, lambdas, thread pools. */
    private static final int WARM_UP = 2;
    /** Of metaspace from one warm round to the last; a job's own class loader weighs about 3 MB. */
    private static final double MOST_METASPACE_A_ROUND = 1e6;

    private static final double MOST_RESIDENT_A_ROUND = 25e6;

    /**
     * One task manager after one job.
     *
     * @param residentBytes of its process
     * @param metaspaceBytes after a garbage collection
     * @param classes loaded and not unloaded, after a garbage collection
     */
    record Sample(int round, String taskManager, long residentBytes, long metaspaceBytes, long classes) {}

    @Test
    void comesAndGoesOnTheSameTaskManagersWithoutALeak() throws Exception {
        int rounds = (int) RunSettings.number("faults.resubmits");
        assumeThat(rounds).as("-Dfaults.resubmits").isGreaterThan(1);
        List<Sample> samples = new ArrayList<>();
        try (Theatre theatre = new Theatre(RunSettings.home("resubmit"), RunSettings.lib());
                PictureLoad load = theatre.load();
                EndWatch watch = new EndWatch(theatre.kafka())) {
            for (int round = 1; round <= rounds; round++) {
                String job = theatre.submit();
                load.send(PICTURES, RATE);
                Theatre.await(
                        "the labels of round " + round, Duration.ofMinutes(2), () -> watch.ended() == load.sent());
                theatre.cancel(job);
                for (ClusterNode taskManager : theatre.cluster().taskManagers()) {
                    samples.add(sample(theatre, round, taskManager));
                }
            }
            for (ClusterNode taskManager : theatre.cluster().taskManagers()) {
                assertThat(taskManager.starts()).isEqualTo(1);
                assertThat(Files.readString(taskManager.log()))
                        .contains("classify")
                        .doesNotContain("UnsatisfiedLinkError")
                        .doesNotContain("already loaded in another classloader");
            }
            assertThat(new TopicChecker(theatre.kafka()).check()).matches(v -> v.lost() == 0 && v.outOfOrder() == 0);
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
            assertThat((last.metaspaceBytes() - first.metaspaceBytes()) / number)
                    .as("metaspace a round of %s in %s", last.taskManager(), samples)
                    .isLessThan(MOST_METASPACE_A_ROUND);
            assertThat((last.residentBytes() - first.residentBytes()) / number)
                    .as("resident memory a round of %s in %s", last.taskManager(), samples)
                    .isLessThan(MOST_RESIDENT_A_ROUND);
        }
    }

    private static Sample sample(Theatre theatre, int round, ClusterNode taskManager)
            throws IOException, InterruptedException {
        // classes go with a full collection only
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(taskManager.pid()),
                        "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Theatre.sleep(Duration.ofSeconds(12));
        Map<String, Double> metrics =
                theatre.rest().metrics(Theatre.flinkId(taskManager), CLASSES, UNLOADED, METASPACE);
        return new Sample(
                round,
                taskManager.name(),
                ProcessMemory.residentBytes(taskManager.pid()),
                metrics.getOrDefault(METASPACE, 0.0).longValue(),
                (long) (metrics.getOrDefault(CLASSES, 0.0) - metrics.getOrDefault(UNLOADED, 0.0)));
    }
}
