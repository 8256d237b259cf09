package io.zerostream.job.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.DriftLimits;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What it costs when the windows of many sources end at once, as they do, and all of them drift: a subtask compares them
 * one after the other, and labels wait meanwhile.
 */
class DriftCostTest {
    private static final int SOURCES = 100;
    /**
     * Of processor time for all of them: five times what it takes, for machines differ. It was up to 27 when each deal was made
     * of all, four thousand times.
     */
    private static final double SECONDS = 10;

    private static final double NANOS = 1e9;

    private final Random random = new Random(20_261_128);
    private long nanos;

    @BeforeAll
    static void warmUp() {
        new DriftCostTest().alarms(100, 100, 100, 1);
    }

    @ParameterizedTest(name = "{0} labels of {1} classes after {2}, of which each second has lost {3}")
    @CsvSource({
        "300, 122, 300, 1",
        "300, 1000, 100000, 1",
        "1000, 1000, 1000, 1",
        "1000, 1000, 1000, 0.7",
        "1000, 1000, 20000, 0.7",
        "5000, 5000, 100000, 0.7"
    })
    void aHundredSourcesThatDriftAtOnceAreSeenInSeconds(int labels, int classes, int before, double lost) {
        assertThat(alarms(labels, classes, before, lost)).isGreaterThanOrEqualTo(SOURCES * 9 / 10);
        assertThat(nanos / NANOS).isLessThan(SECONDS);
    }

    private int alarms(int labels, int classes, int before, double lost) {
        int alarms = 0;
        for (int source = 0; source < SOURCES; source++) {
            LabelCounts now = drawn(labels, classes, lost);
            Reference reference = Reference.of(null, drawn(before, classes, 0));
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            LabelStats stats = StatsWriter.compare(
                    StatsWriter.count(WindowKind.TUMBLING, "set", "camera", 0, 1, now),
                    now,
                    reference,
                    DriftLimits.DEFAULT);
            nanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            alarms += stats.getAlarm() ? 1 : 0;
        }
        return alarms;
    }

    /** @param lost share of its labels that each odd class loses to the one before it */
    private LabelCounts drawn(int labels, int classes, double lost) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < labels; i++) {
            int k = random.nextInt(classes);
            counts.merge("c" + (k % 2 == 1 && random.nextDouble() < lost ? k - 1 : k), 1L, Long::sum);
        }
        return new LabelCounts(labels, 0, 0, counts);
    }
}
