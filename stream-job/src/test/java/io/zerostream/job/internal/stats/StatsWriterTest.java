package io.zerostream.job.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.job.DriftLimits;
import io.zerostream.schemas.avro.LabelStats;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatsWriterTest {
    private static final DriftLimits LIMITS = new DriftLimits(0.25, 0.1, 0.5, 10);

    @Test
    void countsAndMeansAreThoseOfTheWindow() {
        LabelStats stats = write(counts(2, Map.of("a", 6L, "b", 2L)), null);

        assertThat(stats.getLabels()).isEqualTo(10);
        assertThat(stats.getUnknown()).isEqualTo(2);
        assertThat(stats.getMeanMargin()).isCloseTo(0.5, within(1e-9));
        // 0.6, 0.2, 0.2
        assertThat(stats.getEntropy()).isCloseTo(1.3709505944546687, within(1e-9));
        assertThat(stats.getPsi()).isNull();
        assertThat(stats.getJensenShannon()).isNull();
        assertThat(stats.getAlarm()).isFalse();
    }

    @Test
    void equalWindowsDoNotDrift() {
        LabelStats stats = write(counts(0, Map.of("a", 60L, "b", 20L)), counts(0, Map.of("a", 30L, "b", 10L)));
        assertThat(stats.getPsi()).isZero();
        assertThat(stats.getJensenShannon()).isZero();
        assertThat(stats.getAlarm()).isFalse();
    }

    @Test
    void driftIsWhatTheFormulasSay() {
        LabelStats stats = write(counts(0, Map.of("a", 75L, "b", 25L)), counts(0, Map.of("a", 25L, "b", 75L)));
        assertThat(stats.getPsi()).isCloseTo(Math.log(3), within(1e-9));
        // 1 bit less the entropy of (1/4, 3/4)
        assertThat(stats.getJensenShannon()).isCloseTo(1 - 0.8112781244591328, within(1e-9));
        assertThat(stats.getAlarm()).isTrue();
        assertThat(stats.getAlarmReason()).contains("stability index 1.099 is above 0.250", "Jensen-Shannon");
    }

    @Test
    void disjointWindowsAreOneBitApartAndTheIndexStaysFinite() {
        LabelStats stats = write(counts(0, Map.of("a", 50L)), counts(0, Map.of("b", 50L)));
        assertThat(stats.getJensenShannon()).isCloseTo(1, within(1e-12));
        assertThat(stats.getPsi()).isFinite().isGreaterThan(10);
    }

    @Test
    void tooManyUnknownRaiseTheAlarmAndTooFewLabelsNever() {
        assertThat(write(counts(9, Map.of("a", 3L)), null).getAlarmReason()).contains("unknown share 0.750");
        assertThat(write(counts(9, Map.of()), null).getAlarm()).isFalse();
        assertThat(write(counts(0, Map.of("a", 50L)), counts(0, Map.of("b", 9L)))
                        .getAlarm())
                .isFalse();
    }

    @Test
    void jensenShannonIsSymmetricAndWithinOneBitForRandomWindows() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            LabelCounts p = random(random);
            LabelCounts q = random(random);
            double there = write(p, q).getJensenShannon();
            assertThat(there).isBetween(0.0, 1.0).isCloseTo(write(q, p).getJensenShannon(), within(1e-12));
            assertThat(write(p, q).getPsi())
                    .isCloseTo(write(q, p).getPsi(), within(1e-9))
                    .isNotNegative();
        }
    }

    private static LabelCounts random(Random random) {
        Map<String, Long> byClass = new HashMap<>();
        for (int c = 0; c < 6; c++) {
            byClass.put("c" + random.nextInt(9), 1L + random.nextInt(100));
        }
        return counts(random.nextInt(3), byClass);
    }

    private static LabelCounts counts(long unknown, Map<String, Long> byClass) {
        long labels =
                unknown + byClass.values().stream().mapToLong(Long::longValue).sum();
        return new LabelCounts(labels, unknown, labels * 0.5, new HashMap<>(byClass));
    }

    private static LabelStats write(LabelCounts counts, LabelCounts reference) {
        return StatsWriter.write("set", "camera", 0, 60_000, counts, reference, LIMITS);
    }
}
