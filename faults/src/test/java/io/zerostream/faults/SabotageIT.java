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
        try (Theatre theatre = new Theatre(home.resolve("theatre"), lib)) {
            Verdict none = run(theatre, jar, "NONE");
            assertThat(none).as("the same wiring without harm").matches(Verdict::good);

            Verdict dropped = run(theatre, jar, "DROP");
            assertThat(dropped.lost()).isBetween(FEWEST_VICTIMS, VICTIMS);

            Verdict doubled = run(theatre, jar, "DOUBLE");
            assertThat(doubled.doubled()).isBetween(FEWEST_VICTIMS, VICTIMS);

            Verdict reordered = run(theatre, jar, "REORDER");
            // what ends as a dead letter has no place among the labels, and the last may be held for ever
            assertThat(reordered.outOfOrder()).isBetween(VICTIMS / 2, VICTIMS);
        }
    }

    /** What the topics say after some pictures more; all runs share the topics. */
    private static Verdict run(Theatre theatre, Path jar, String kind) throws Exception {
        String job = theatre.submit(jar, SabotagedJob.class.getName(), kind);
        try (PictureLoad load = theatre.load();
                EndWatch watch = new EndWatch(theatre.kafka())) {
            load.send(PICTURES, RATE);
            long before;
            do {
                before = watch.ended();
            } while (Theatre.comesTrue(QUIET, progress(watch, before)));
        }
        theatre.cancel(job);
        return new TopicChecker(theatre.kafka()).check();
    }

    private static BooleanSupplier progress(EndWatch watch, long before) {
        return () -> watch.ended() > before;
    }
}
