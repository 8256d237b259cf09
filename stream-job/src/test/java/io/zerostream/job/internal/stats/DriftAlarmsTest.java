package io.zerostream.job.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.DriftLimits;
import io.zerostream.schemas.avro.WindowKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often windows alarm, by simulation: hardly ever when nothing changed, nearly always when much did. */
class DriftAlarmsTest {
    private static final DriftLimits LIMITS = DriftLimits.DEFAULT;
    private static final int TRIALS = 1_000;

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
        assertThat(alarms(draw, labels, draw, before)).isLessThanOrEqualTo(TRIALS / 100);
    }

    @ParameterizedTest(name = "{0} labels of {1} classes, every {2}th label now of one class")
    @CsvSource({"250, 5, 2", "50, 122, 2", "300, 122, 5", "300, 1000, 5", "5000, 1000, 5"})
    void aClassThatTakesALargeShareIsSeen(int labels, int classes, int every) {
        Draw before = new Draw(classes, k -> 1);
        double taken = 1.0 / every;
        Draw now = new Draw(classes, k -> k == 0 ? taken : (1 - taken) / (classes - 1));
        assertThat(alarms(now, labels, before, labels)).isGreaterThanOrEqualTo(TRIALS * 95 / 100);
    }

    private static int alarms(Draw now, int labels, Draw before, int labelsBefore) {
        Random random = new Random(20_261_128);
        int alarms = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            LabelCounts window = now.counts(labels, random);
            Reference reference = Reference.of(null, before.counts(labelsBefore, random));
            boolean alarm = StatsWriter.compare(
                            StatsWriter.count(WindowKind.TUMBLING, "set", "camera", 0, 1, window),
                            window,
                            reference,
                            LIMITS)
                    .getAlarm();
            alarms += alarm ? 1 : 0;
        }
        return alarms;
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
