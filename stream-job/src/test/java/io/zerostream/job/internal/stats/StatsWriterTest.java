package io.zerostream.job.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.job.config.BaselineFile;
import io.zerostream.job.config.DriftLimits;
import io.zerostream.schemas.avro.DriftReference;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsWriterTest {
    private static final DriftLimits LIMITS = new DriftLimits(0.001, 0.25, 0.1, 0.5, 10);

    @Test
    void countsAndMeansAreThoseOfTheWindow() {
        LabelStats stats = write(counts(2, Map.of("a", 6L, "b", 2L)), (LabelCounts) null);

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

    /** Where the reference knows far more labels a class that it lacks is rare in both together, and yet no chance. */
    @Test
    void whatTheReferenceNeverSawIsSeenHoweverLargeItIs() throws IOException {
        Baseline sure = Baseline.of(Map.of("one", Map.of("a", 1e9), "two", Map.of("a", 0.9, "b", 0.1)), 10);
        Reference before = Reference.of(null, counts(0, Map.of("a", 4500L, "b", 500L)));
        assertThat(write(counts(0, Map.of("b", 100L)), sure.of("one", "x")).getAlarmReason())
                .contains("stability index", "Jensen-Shannon");
        for (Reference reference : List.of(Objects.requireNonNull(sure.of("two", "x")), before)) {
            assertThat(write(counts(0, Map.of("c", 100L)), reference).getAlarm())
                    .as("nothing but a new class")
                    .isTrue();
            assertThat(write(counts(0, Map.of("a", 60L, "c", 40L)), reference).getAlarm())
                    .as("a new class")
                    .isTrue();
            assertThat(write(counts(40, Map.of("a", 54L, "b", 6L)), reference).getAlarm())
                    .as("pictures that are none of the classes")
                    .isTrue();
            assertThat(write(counts(0, Map.of("a", 90L, "b", 10L)), reference).getAlarm())
                    .isFalse();
            assertThat(write(counts(0, Map.of("a", 90L, "b", 9L, "c", 1L)), reference)
                            .getAlarm())
                    .as("one label")
                    .isFalse();
        }
    }

    @Test
    void whatIsSeenFromNowOnIsSeenHoweverLittleCameBefore() {
        Reference night = Reference.of(null, counts(0, Map.of("c", 50L)));
        assertThat(write(counts(0, Map.of("a", 2500L, "b", 2500L)), night).getAlarm())
                .isTrue();
    }

    /** With so many classes the index is past its limit window by window. */
    @Test
    void oneLabelOfAClassThatSharesLackIsNoDrift() throws IOException {
        Map<String, Double> shares = new HashMap<>();
        Map<String, Long> window = new HashMap<>();
        for (int k = 0; k < 122; k++) {
            shares.put("c" + k, k == 0 ? 1 - 121 * 0.008 : 0.008);
            window.put("c" + k, k % 2 == 0 ? 2L : 3L);
        }
        window.merge("c0", 8L, Long::sum);
        Reference sure =
                Objects.requireNonNull(Baseline.of(Map.of("set", shares), 10).of("set", "x"));
        window.put("stray", 1L);
        assertThat(Chance.ofBoth(counts(0, window).shares(), 314, sure.shares(), sure.labels(), 0.001))
                .isGreaterThan(0.001);

        window.put("stray", 30L);
        assertThat(Chance.ofBoth(counts(0, window).shares(), 343, sure.shares(), sure.labels(), 0.001))
                .isLessThanOrEqualTo(0.001);
    }

    @Test
    void aSourceWithOneLabelIsNoBaseline() throws IOException {
        Baseline baseline = Baseline.of(Map.of("set", Map.of("a", 60.0), "set/porch", Map.of("a", 1.0)), 10);
        assertThat(baseline.of("set", "porch")).isEqualTo(baseline.of("set", "yard"));
    }

    @Test
    void tooManyUnknownRaiseTheAlarmAndTooFewLabelsNever() {
        assertThat(write(counts(36, Map.of("a", 12L)), (LabelCounts) null).getAlarmReason())
                .contains("unknown share 0.750 is above 0.500");
        assertThat(write(counts(9, Map.of("a", 3L)), (LabelCounts) null).getAlarm())
                .as("as many by chance in one of ten such windows")
                .isFalse();
        assertThat(write(counts(9, Map.of()), (LabelCounts) null).getAlarm()).isFalse();
        assertThat(write(counts(0, Map.of("a", 50L)), counts(0, Map.of("b", 9L)))
                        .getAlarm())
                .isFalse();
    }

    @Test
    void whatIsStoredGoesBeforeTheWindowBeforeAndIsNeverTooSmall() throws IOException {
        Baseline baseline = Baseline.of(
                Map.of(
                        "set", Map.of("a", 0.75, "b", 0.25),
                        "set/porch", Map.of("a", 50.0, BaselineFile.UNKNOWN, 50.0),
                        "set/yard", Map.of("a", 5.0, "b", 4.0)),
                10);
        LabelStats stats = write(
                counts(0, Map.of("a", 25L, "b", 75L)),
                Reference.of(baseline.of("set", "camera"), counts(0, Map.of("a", 25L, "b", 75L))));
        assertThat(stats.getReference()).isEqualTo(DriftReference.BASELINE);
        assertThat(stats.getPsi()).isCloseTo(Math.log(3), within(1e-9));
        assertThat(stats.getAlarm()).isTrue();

        assertThat(write(counts(5, Map.of("a", 5L)), Reference.of(baseline.of("set", "porch"), null))
                        .getPsi())
                .isZero();
        assertThat(baseline.of("set", "yard"))
                .as("too few labels for a source: its set's")
                .isEqualTo(baseline.of("set", "camera"));
        assertThat(baseline.of("other", "camera")).isNull();
        assertThat(write(counts(0, Map.of("a", 50L)), counts(0, Map.of("a", 50L)))
                        .getReference())
                .isEqualTo(DriftReference.WINDOW_BEFORE);
    }

    @Test
    void whatWindowsWereIsABaselineForLaterOnes(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("baseline.json");
        LabelStats one = write(counts(1, Map.of("a", 6L, "b", 2L)), (LabelCounts) null);
        LabelStats two = write(counts(0, Map.of("a", 1L)), (LabelCounts) null);
        BaselineFile.write(file, List.of(one, two), true);

        Baseline baseline = Baseline.read(limits(file));
        Map<String, Double> shares = Map.of("a", 0.7, "b", 0.2, LabelCounts.UNKNOWN, 0.1);
        assertThat(baseline.of("set", "camera").shares()).isEqualTo(shares);
        assertThat(baseline.of("set", "another")).isEqualTo(new Reference(DriftReference.BASELINE, shares, 10));
    }

    @Test
    void aBaselineThatIsNoneIsRefusedNamingItsKey(@TempDir Path folder) throws IOException {
        for (String text : new String[] {
            "[]",
            "{\"set\": null}",
            "{\"set\": {\"a\": null, \"b\": 1}}",
            "{\"set\": {\"a\": -1}}",
            "{\"set\": {}}",
            "nonsense"
        }) {
            Path file = Files.writeString(folder.resolve("baseline.json"), text);
            assertThatThrownBy(() -> Baseline.read(limits(file)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("drift.baseline")
                    .hasMessageContaining("baseline.json");
        }
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

    private static DriftLimits limits(Path baseline) {
        return new DriftLimits(0.001, 0.25, 0.1, 0.5, 10, baseline.toUri().toString());
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
        return write(counts, Reference.of(null, reference));
    }

    private static LabelStats write(LabelCounts counts, Reference reference) {
        return StatsWriter.compare(
                StatsWriter.count(WindowKind.TUMBLING, "set", "camera", 0, 60_000, counts), counts, reference, LIMITS);
    }
}
