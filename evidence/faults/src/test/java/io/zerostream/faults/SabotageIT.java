package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.SabotagedJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The checker sees an operator that loses, doubles or reorders one picture in a hundred of a real job. */
class SabotageIT {
    private static final int PICTURES = 1200;
    private static final int RATE = 60;
    /** One in a hundred. */
    private static final long VICTIMS = PICTURES / 100;
    /** Each of the two subtasks of the source counts for itself. */
    private static final long FEWEST_VICTIMS = VICTIMS - 2;
    /**
     * No picture has ended for so long: the others never will. An idle source has told Kafka its offsets by then, so that
     * the next job begins behind these pictures.
     */
    private static final Duration QUIET = Duration.ofSeconds(15);

    @Test
    void theCheckerSeesWhatABrokenOperatorDoes() throws Exception {
        Path home = RunSettings.home("sabotage");
        FlinkLib lib = RunSettings.lib();
        Path jar = JobJar.with(lib.job(), home, SabotagedJob.class);
        try (FaultCluster system = new FaultCluster(home.resolve("cluster"), lib)) {
            Verdict none = run(system, jar, "NONE", Closing::of);
            assertThat(none).as("the same wiring without harm").matches(Verdict::good);

            Verdict dropped = run(system, jar, "DROP", SabotageIT::quiet);
            assertThat(dropped.lost()).isBetween(FEWEST_VICTIMS, VICTIMS);

            Verdict doubled = run(system, jar, "DOUBLE", SabotageIT::quiet);
            assertThat(doubled.doubled()).isBetween(FEWEST_VICTIMS, VICTIMS);

            Verdict reordered = run(system, jar, "REORDER", SabotageIT::quiet);
            // what ends as a dead letter has no place among the labels, and the last may be held for ever
            assertThat(reordered.outOfOrder()).isBetween(VICTIMS / 2, VICTIMS);
        }
    }

    /** What the topics say after some pictures more; all runs share the topics. */
    private static Verdict run(FaultCluster system, Path jar, String kind, End end) throws Exception {
        String job = system.submit(jar, SabotagedJob.class.getName(), kind);
        Verdict verdict;
        try (PictureLoad load = system.load();
                EndWatch watch = new EndWatch(system.kafka())) {
            load.send(PICTURES, RATE);
            verdict = end.of(system, load, watch);
            awaitQuiet(watch);
        }
        system.cancel(job);
        return verdict;
    }

    /** What the topics say, once what is to come has come. */
    @FunctionalInterface
    private interface End {
        Verdict of(FaultCluster system, PictureLoad load, EndWatch watch);
    }

    /** Some pictures never end. */
    private static Verdict quiet(FaultCluster system, PictureLoad load, EndWatch watch) {
        awaitQuiet(watch);
        return new TopicChecker(system.kafka()).check();
    }

    private static void awaitQuiet(EndWatch watch) {
        long before;
        do {
            before = watch.ended();
        } while (FaultCluster.comesTrue(QUIET, progress(watch, before)));
    }

    private static BooleanSupplier progress(EndWatch watch, long before) {
        return () -> watch.ended() > before;
    }
}
