package io.zerostream.job.internal.stats;

import io.zerostream.job.internal.JobMetrics;
import io.zerostream.schemas.avro.LabelStats;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * The last window of each class set and source as gauges, for the first {@link #SOURCES} of them. Task thread
 * only, but for the gauges.
 */
final class StatsMetrics {
    private static final int SOURCES = 200;

    private final JobMetrics metrics;
    private final Map<String, Last> last = new HashMap<>();

    StatsMetrics(JobMetrics metrics) {
        this.metrics = metrics;
    }

    /** What the gauges read. */
    private static final class Last {
        private volatile LabelStats stats;

        Last(LabelStats stats) {
            this.stats = stats;
        }
    }

    void show(LabelStats stats) {
        Last known = last.get(stats.getClassSet() + '/' + stats.getSourceId());
        if (known != null) {
            known.stats = stats;
        } else if (last.size() < SOURCES) {
            register(stats);
        }
    }

    private void register(LabelStats stats) {
        Last now = new Last(stats);
        last.put(stats.getClassSet() + '/' + stats.getSourceId(), now);
        MetricGroup group =
                metrics.group().addGroup("classSet", stats.getClassSet()).addGroup("source", stats.getSourceId());
        gauge(group, "windowLabels", now, s -> (double) s.getLabels());
        gauge(group, "unknownShare", now, s -> (double) s.getUnknown() / s.getLabels());
        gauge(group, "meanMargin", now, LabelStats::getMeanMargin);
        gauge(group, "psi", now, LabelStats::getPsi);
        gauge(group, "jensenShannon", now, LabelStats::getJensenShannon);
        gauge(group, "driftAlarm", now, s -> s.getAlarm() ? 1.0 : 0.0);
    }

    private static void gauge(MetricGroup group, String name, Last last, Function<LabelStats, @Nullable Double> value) {
        group.gauge(name, (Gauge<Double>) () -> {
            Double now = value.apply(last.stats);
            return now == null ? Double.NaN : now;
        });
    }
}
