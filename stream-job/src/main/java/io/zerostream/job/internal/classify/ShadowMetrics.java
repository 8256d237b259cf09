package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.JobMetrics;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** How often a shadow version agrees with what serves, by version. Task thread only, but for the gauges. */
final class ShadowMetrics {
    private static final int REMEMBERED = 1000;

    private final JobMetrics metrics;
    private final Map<String, OfVersion> versions = new HashMap<>();

    ShadowMetrics(JobMetrics metrics) {
        this.metrics = metrics;
    }

    void count(ShadowResult result) {
        OfVersion version = versions.computeIfAbsent(
                result.shadow().id(),
                id -> new OfVersion(metrics.ofVersion(result.shadow().version())));
        result.pairs().forEach(pair -> version.count(pair.agrees()));
        version.failed.inc(result.failed());
    }

    /** One version's counters, and the share of agreement among its latest pictures. */
    private static final class OfVersion {
        private final Counter agreed;
        private final Counter disagreed;
        private final Counter failed;
        private final BitSet latest = new BitSet(REMEMBERED);
        private int seen;
        private volatile double share = Double.NaN;

        OfVersion(MetricGroup group) {
            agreed = group.counter("shadowAgreed");
            disagreed = group.counter("shadowDisagreed");
            failed = group.counter("shadowFailed");
            group.gauge("shadowAgreement", (Gauge<Double>) () -> share);
        }

        void count(boolean agrees) {
            (agrees ? agreed : disagreed).inc();
            latest.set(seen++ % REMEMBERED, agrees);
            share = (double) latest.cardinality() / Math.min(seen, REMEMBERED);
        }
    }
}
