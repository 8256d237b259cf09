package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows, late labels and drift of the running job, against a plain computation over the same labels. */
@Timeout(120)
class LabelStatisticsTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private static final int LABELS = 3000;
    private static final long WINDOW = 10_000;
    private static final long SLIDE = 4_000;
    private static final long SLIDING = 12_000;
    private static final long DISORDER = 2_000;

    private final Collected<LabelStats> stats = new Collected<>("label-stats");
    private final Collected<JobNotice> notices = new Collected<>("job-notices");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theStreamSaysWhatAPlainComputationSays(long seed) throws Exception {
        List<ZeroShotLabel> labels = labels(new Random(seed));
        run(labels);

        Map<String, Map<String, Long>> tumbling = new TreeMap<>();
        Map<String, Map<String, Long>> sliding = new TreeMap<>();
        Map<String, Long> late = new TreeMap<>();
        long watermark = Long.MIN_VALUE;
        for (ZeroShotLabel label : labels) {
            long at = label.getCapturedAt().toEpochMilli();
            count(tumbling, late, label, at - at % WINDOW, WINDOW, watermark);
            for (long start = at - at % SLIDE; start > at - SLIDING; start -= SLIDE) {
                count(sliding, new HashMap<>(), label, start, SLIDING, watermark);
            }
            watermark = Math.max(watermark, at - DISORDER - 1);
        }
        assertThat(counts(WindowKind.TUMBLING)).isEqualTo(tumbling);
        assertThat(counts(WindowKind.SLIDING)).isEqualTo(sliding);
        assertThat(late).isNotEmpty();
        Map<String, Long> told = new TreeMap<>();
        of(WindowKind.LATE).forEach(s -> told.merge(key(s), s.getLabels(), Long::sum));
        assertThat(told).isEqualTo(late);
        assertThat(sum(WindowKind.TUMBLING) + sum(WindowKind.LATE))
                .as("windows side by side and late ones hold every label once")
                .isEqualTo(LABELS);
        assertDrift(WindowKind.TUMBLING, WINDOW);
        assertDrift(WindowKind.SLIDING, SLIDING);
        assertThat(notices.records())
                .as("an alarm for each window that is past a limit")
                .extracting(JobNotice::getMessage)
                .containsExactlyInAnyOrderElementsOf(stats.records().stream()
                        .filter(LabelStats::getAlarm)
                        .map(s -> "labels of class set '" + s.getClassSet() + "' from source '" + s.getSourceId()
                                + "' between " + s.getWindowStart() + " and " + s.getWindowEnd() + ": "
                                + s.getAlarmReason()
                                + "; look at what that source sees, and for classes that are missing")
                        .toList())
                .isNotEmpty();
    }

    private static void count(
            Map<String, Map<String, Long>> windows,
            Map<String, Long> late,
            ZeroShotLabel label,
            long start,
            long length,
            long watermark) {
        String key = label.getClassSet() + '/' + label.getSourceId();
        if (start + length - 1 <= watermark) {
            late.merge(key, 1L, Long::sum);
        } else {
            windows.computeIfAbsent(key + '@' + start, k -> new TreeMap<>()).merge(said(label), 1L, Long::sum);
        }
    }

    /** Against the last window of the same key that ended before this one began. */
    private void assertDrift(WindowKind kind, long length) {
        Map<String, TreeMap<Long, LabelStats>> byKey = new TreeMap<>();
        of(kind).forEach(s -> byKey.computeIfAbsent(key(s), k -> new TreeMap<>())
                .put(s.getWindowEnd().toEpochMilli(), s));
        int compared = 0;
        for (TreeMap<Long, LabelStats> windows : byKey.values()) {
            for (LabelStats now : windows.values()) {
                var before = windows.floorEntry(now.getWindowEnd().toEpochMilli() - length);
                if (before == null) {
                    assertThat(now.getPsi()).isNull();
                } else {
                    compared++;
                    assertThat(now.getPsi()).isCloseTo(psi(now, before.getValue()), within(1e-9));
                }
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    private static double psi(LabelStats a, LabelStats b) {
        Map<String, Long> p = counts(a);
        Map<String, Long> q = counts(b);
        return java.util.stream.Stream.concat(p.keySet().stream(), q.keySet().stream())
                .distinct()
                .mapToDouble(name -> {
                    double x = Math.max(1e-4, (double) p.getOrDefault(name, 0L) / a.getLabels());
                    double y = Math.max(1e-4, (double) q.getOrDefault(name, 0L) / b.getLabels());
                    return (x - y) * Math.log(x / y);
                })
                .sum();
    }

    private void run(List<ZeroShotLabel> labels) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        JobConfig config = ConfigKey.defaults()
                .withEventTime(new EventTime(
                        Duration.ofMillis(DISORDER),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(WINDOW),
                        Duration.ofMillis(SLIDING),
                        Duration.ofMillis(SLIDE),
                        Duration.ofSeconds(5)));
        JobEnvironment.prepare(env, config);
        LabelStatistics windows = LabelStatistics.of(
                env.fromData(labels, JobTypes.LABEL)
                        .setParallelism(1)
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<ZeroShotLabel>forGenerator(context -> new AfterEach())
                                        .withTimestampAssigner((label, record) ->
                                                label.getCapturedAt().toEpochMilli()))
                        .setParallelism(1),
                config);
        windows.stats().sinkTo(stats);
        windows.notices().sinkTo(notices);
        env.execute();
    }

    /** A watermark after every label, so that it is known which are late. */
    private static final class AfterEach implements WatermarkGenerator<ZeroShotLabel> {
        private long newest = Long.MIN_VALUE + DISORDER + 1;

        @Override
        public void onEvent(ZeroShotLabel label, long timestamp, WatermarkOutput output) {
            newest = Math.max(newest, timestamp);
            output.emitWatermark(new org.apache.flink.api.common.eventtime.Watermark(newest - DISORDER - 1));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }

    private static List<ZeroShotLabel> labels(Random random) {
        List<ZeroShotLabel> labels = new ArrayList<>();
        for (int i = 0; i < LABELS; i++) {
            long late = random.nextInt(50) == 0 ? random.nextInt(60_000) : random.nextInt((int) DISORDER);
            labels.add(ZeroShotLabel.newBuilder()
                    .setEventId("p" + i)
                    .setSourceId("camera" + random.nextInt(2))
                    .setCapturedAt(Instant.ofEpochMilli(NumberedPictures.START + i * 50L - late))
                    .setLabelledAt(Instant.EPOCH)
                    .setClassSet("set" + random.nextInt(2))
                    .setClassSetRevision(1)
                    .setModel("colours")
                    .setModelVersion("v1")
                    .setOutcome(random.nextInt(10) == 0 ? Outcome.UNKNOWN : Outcome.LABELLED)
                    .setTop(List.of(new ScoredClass("c" + random.nextInt(1 + i / 600), 1f, false)))
                    .setTimings(new Timings(0L, 0L, 0L, 0L))
                    .setBatchSize(1)
                    .build());
        }
        return labels;
    }

    private static String said(ZeroShotLabel label) {
        return label.getOutcome() == Outcome.UNKNOWN
                ? "?"
                : label.getTop().get(0).getName();
    }

    private Map<String, Map<String, Long>> counts(WindowKind kind) {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        of(kind).forEach(s -> counts.put(key(s) + '@' + s.getWindowStart().toEpochMilli(), counts(s)));
        return counts;
    }

    private static Map<String, Long> counts(LabelStats s) {
        Map<String, Long> counts = new TreeMap<>(s.getCounts());
        if (s.getUnknown() > 0) {
            counts.put("?", s.getUnknown());
        }
        return counts;
    }

    private long sum(WindowKind kind) {
        return of(kind).stream().mapToLong(LabelStats::getLabels).sum();
    }

    private List<LabelStats> of(WindowKind kind) {
        return stats.records().stream().filter(s -> s.getKind() == kind).toList();
    }

    private static String key(LabelStats s) {
        return s.getClassSet() + '/' + s.getSourceId();
    }
}
