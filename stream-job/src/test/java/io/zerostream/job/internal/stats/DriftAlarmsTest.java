package io.zerostream.job.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.DriftLimits;
import io.zerostream.schemas.avro.WindowKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often windows alarm, by simulation: hardly ever when nothing changed, nearly always when much did. */
class DriftAlarmsTest {
    private static final DriftLimits LIMITS = DriftLimits.DEFAULT;
    private static final int TRIALS = 1_000;
    private static final int DRIFTS = 100;

    @ParameterizedTest(name = "{0} classes, {1} labels after {2}, class k as often as k^-{3}")
    @CsvSource({
        "5, 50, 50, 0",
        "5, 300, 300, 1",
        "5, 5000, 5000, 2",
        "20, 50, 5000, 1",
        "20, 50, 20000, 1",
        "122, 300, 20000, 1",
        "1000, 300, 20000, 1",
        "20, 5000, 50, 0",
        "20, 300, 300, 0",
        "122, 300, 300, 0",
        "122, 300, 300, 1",
        "122, 50, 50, 1",
        "1000, 50, 50, 0",
        "1000, 300, 300, 1",
        "1000, 5000, 5000, 0",
        "1000, 5000, 5000, 1.5",
        "1000, 5000, 300, 1"
    })
    void withoutDriftOneComparisonInAHundredAlarmsAtMost(int classes, int labels, int before, double slope) {
        Draw draw = new Draw(classes, k -> Math.pow(k + 1, -slope));
        assertThat(alarms(TRIALS, draw, labels, draw, before)).isLessThanOrEqualTo(TRIALS / 100);
    }

    @ParameterizedTest(
            name = "{0} labels of {1} classes after {2}, every {3}th label now of one class, k as often as k^-{4}")
    @CsvSource({
        "250, 5, 250, 2, 0",
        "50, 122, 50, 2, 0",
        "300, 122, 300, 5, 0",
        "300, 1000, 300, 5, 0",
        "5000, 1000, 5000, 5, 0",
        "300, 122, 20000, 5, 0",
        "300, 122, 20000, 5, 1",
        "300, 1000, 20000, 5, 0",
        "300, 122, 20000, 1, 0",
        "50, 122, 20000, 2, 1"
    })
    void aClassThatTakesALargeShareIsSeen(int labels, int classes, int before, int every, double slope) {
        Draw usual = new Draw(classes, k -> Math.pow(k + 1, -slope));
        double taken = 1.0 / every;
        double rest = IntStream.range(0, classes)
                .mapToDouble(k -> Math.pow(k + 1, -slope))
                .sum();
        // one of the middle, and one that was never seen
        Draw old =
                new Draw(classes, k -> (1 - taken) * Math.pow(k + 1, -slope) / rest + (k == classes / 2 ? taken : 0));
        Draw fresh = new Draw(classes + 1, k -> k == classes ? taken : (1 - taken) * Math.pow(k + 1, -slope) / rest);
        assertThat(alarms(DRIFTS, old, labels, usual, before)).isGreaterThanOrEqualTo(DRIFTS * 95 / 100);
        assertThat(alarms(DRIFTS, fresh, labels, usual, before)).isGreaterThanOrEqualTo(DRIFTS * 95 / 100);
    }

    @ParameterizedTest(name = "{0} labels of {1} classes after {2}: each second class is gone")
    @CsvSource({"300, 122, 300", "300, 122, 20000", "300, 20, 300"})
    void manyClassesThatChangeALittleEachAreSeen(int labels, int classes, int before) {
        Draw usual = new Draw(classes, k -> 1);
        Draw half = new Draw(classes, k -> k % 2);
        assertThat(alarms(DRIFTS, half, labels, usual, before)).isGreaterThanOrEqualTo(DRIFTS * 95 / 100);
    }

    /** As {@code stats baseline} does not write them, but people who take means of many days do. */
    @Test
    void aBaselineOfFractionsOfLabelsIsWhatItSays() throws IOException {
        int frequent = 20;
        int classes = 320;
        Map<String, Double> means = new HashMap<>();
        IntStream.range(0, classes).forEach(k -> means.put("c" + k, k < frequent ? 30 : 0.4));
        Reference reference =
                Objects.requireNonNull(Baseline.of(Map.of("set", means), 50).of("set", "camera"));
        Draw same = new Draw(classes, k -> k < frequent ? 30 : 0.4);
        Random random = new Random(20_261_128);
        assertThat(IntStream.range(0, 100)
                        .filter(trial -> alarms(same.counts(300, random), reference))
                        .count())
                .isLessThanOrEqualTo(1);
    }

    private static int alarms(int trials, Draw now, int labels, Draw before, int labelsBefore) {
        Random random = new Random(20_261_128);
        int alarms = 0;
        for (int trial = 0; trial < trials; trial++) {
            LabelCounts window = now.counts(labels, random);
            Reference reference = Reference.of(null, before.counts(labelsBefore, random));
            alarms += alarms(window, reference) ? 1 : 0;
        }
        return alarms;
    }

    private static boolean alarms(LabelCounts window, Reference reference) {
        return StatsWriter.compare(
                        StatsWriter.count(WindowKind.TUMBLING, "set", "camera", 0, 1, window),
                        window,
                        reference,
                        LIMITS)
                .getAlarm();
    }

    /** Labels drawn one by one. */
    private static final class Draw {
        private final double[] upTo;

        Draw(int classes, IntToDoubleFunction weight) {
            upTo = new double[classes];
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += weight.applyAsDouble(k);
                upTo[k] = sum;
            }
        }

        LabelCounts counts(int labels, Random random) {
            Map<String, Long> counts = new HashMap<>();
            for (int i = 0; i < labels; i++) {
                int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
                counts.merge("c" + Math.min(upTo.length - 1, found < 0 ? -found - 1 : found), 1L, Long::sum);
            }
            return new LabelCounts(labels, 0, 0, counts);
        }
    }
}
