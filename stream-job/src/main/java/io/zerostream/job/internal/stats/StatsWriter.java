package io.zerostream.job.internal.stats;

import io.zerostream.job.config.DriftLimits;
import io.zerostream.schemas.avro.DriftReference;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
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
     * What was counted, compared with nothing.
     *
     * @param start of the window, epoch milliseconds, inclusive
     * @param end of the window, epoch milliseconds, exclusive
     * @param counts of the window; at least one label
     */
    static LabelStats.Builder count(
            WindowKind kind, String classSet, String sourceId, long start, long end, LabelCounts counts) {
        return LabelStats.newBuilder()
                .setKind(kind)
                .setClassSet(classSet)
                .setSourceId(sourceId)
                .setWindowStart(Instant.ofEpochMilli(start))
                .setWindowEnd(Instant.ofEpochMilli(end))
                .setLabels(counts.labels())
                .setUnknown(counts.unknown())
                .setCounts(Map.copyOf(counts.byClass()))
                .setMeanMargin(counts.marginSum() / counts.labels())
                .setEntropy(Drift.entropy(counts.shares()));
    }

    /** Adds how far the counts are from the reference, and whether that is too far. */
    static LabelStats compare(LabelStats.Builder stats, LabelCounts counts, Reference reference, DriftLimits limits) {
        Map<String, Double> shares = counts.shares();
        boolean none = reference.kind() == DriftReference.NONE;
        Double psi = none ? null : Drift.psi(shares, reference.shares());
        Double jensenShannon = none ? null : Drift.jensenShannon(shares, reference.shares());
        List<String> alarms = new ArrayList<>();
        if (counts.labels() >= limits.minLabels()) {
            double chance = Chance.ofSoMany(counts.unknown(), counts.labels(), limits.unknownShare());
            if (chance <= limits.falseAlarms()) {
                double share = (double) counts.unknown() / counts.labels();
                check(alarms, "unknown share", share, limits.unknownShare(), chance);
            }
        }
        boolean far =
                psi != null && jensenShannon != null && (psi > limits.psi() || jensenShannon > limits.jensenShannon());
        if (far && Math.min(counts.labels(), reference.labels()) >= limits.minLabels()) {
            double chance = Chance.ofBoth(
                    shares, counts.labels(), reference.shares(), reference.labels(), limits.falseAlarms());
            if (chance <= limits.falseAlarms()) {
                check(alarms, "population stability index", psi, limits.psi(), chance);
                check(alarms, "Jensen-Shannon divergence", jensenShannon, limits.jensenShannon(), chance);
            }
        }
        return stats.setReference(reference.kind())
                .setPsi(psi)
                .setJensenShannon(jensenShannon)
                .setAlarm(!alarms.isEmpty())
                .setAlarmReason(String.join("; ", alarms))
                .build();
    }

    private static void check(List<String> alarms, String what, @Nullable Double value, double limit, double chance) {
        if (value != null && value > limit) {
            alarms.add(
                    String.format(Locale.ROOT, "%s %.3f is above %.3f (by chance: %.1g)", what, value, limit, chance));
        }
    }
}
