package io.zerostream.job.internal.stats;

import io.zerostream.job.DriftLimits;
import io.zerostream.schemas.avro.LabelStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From counts to a {@code LabelStats} record. Plain Java. */
final class StatsWriter {
    private StatsWriter() {}

    /**
     * The statistics of a window.
     *
     * @param start of the window, epoch milliseconds, inclusive
     * @param end of the window, epoch milliseconds, exclusive
     * @param counts of the window; at least one label
     * @param reference counts of the window before; null when there was none
     */
    static LabelStats write(
            String classSet,
            String sourceId,
            long start,
            long end,
            LabelCounts counts,
            @Nullable LabelCounts reference,
            DriftLimits limits) {
        Map<String, Double> shares = counts.shares();
        Double psi = reference == null ? null : Drift.psi(shares, reference.shares());
        Double jensenShannon = reference == null ? null : Drift.jensenShannon(shares, reference.shares());
        boolean enough = counts.labels() >= limits.minLabels();
        boolean comparable = enough && reference != null && reference.labels() >= limits.minLabels();
        List<String> alarms = new ArrayList<>();
        check(alarms, enough, "unknown share", (double) counts.unknown() / counts.labels(), limits.unknownShare());
        check(alarms, comparable, "population stability index", psi, limits.psi());
        check(alarms, comparable, "Jensen-Shannon divergence", jensenShannon, limits.jensenShannon());
        return LabelStats.newBuilder()
                .setClassSet(classSet)
                .setSourceId(sourceId)
                .setWindowStart(Instant.ofEpochMilli(start))
                .setWindowEnd(Instant.ofEpochMilli(end))
                .setLabels(counts.labels())
                .setUnknown(counts.unknown())
                .setCounts(Map.copyOf(counts.byClass()))
                .setMeanMargin(counts.marginSum() / counts.labels())
                .setEntropy(Drift.entropy(shares))
                .setPsi(psi)
                .setJensenShannon(jensenShannon)
                .setAlarm(!alarms.isEmpty())
                .setAlarmReason(String.join("; ", alarms))
                .build();
    }

    private static void check(List<String> alarms, boolean applies, String what, @Nullable Double value, double limit) {
        if (applies && value != null && value > limit) {
            alarms.add(String.format(Locale.ROOT, "%s %.3f is above %.3f", what, value, limit));
        }
    }
}
