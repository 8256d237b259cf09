package io.zerostream.job.internal.stats;

import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.HashMap;
import java.util.Map;

/**
 * What a window of labels has come to so far. The map is filled in place, for a window may see many thousand labels; only
 * the window that owns it may add.
 *
 * @param labels all labels
 * @param unknown labels with outcome UNKNOWN
 * @param marginSum sum of the margins
 * @param byClass labels by best class, outcome LABELLED only
 */
public record LabelCounts(long labels, long unknown, double marginSum, Map<String, Long> byClass) {
    /** Name under which UNKNOWN takes part in distributions. */
    static final String UNKNOWN = "\0unknown";

    /** Nothing yet. */
    public static LabelCounts none() {
        return new LabelCounts(0, 0, 0, new HashMap<>());
    }

    /** With one label more; this object is not to be used any more. */
    public LabelCounts plus(ZeroShotLabel label) {
        boolean isUnknown =
                label.getOutcome() == Outcome.UNKNOWN || label.getTop().isEmpty();
        if (!isUnknown) {
            byClass.merge(label.getTop().get(0).getName(), 1L, Long::sum);
        }
        return new LabelCounts(labels + 1, unknown + (isUnknown ? 1 : 0), marginSum + label.getMargin(), byClass);
    }

    /** Both together. */
    public LabelCounts plus(LabelCounts other) {
        Map<String, Long> sum = new HashMap<>(byClass);
        other.byClass.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return new LabelCounts(labels + other.labels, unknown + other.unknown, marginSum + other.marginSum, sum);
    }

    /** Share of each class, UNKNOWN being one; sums up to 1, empty without labels. */
    Map<String, Double> shares() {
        Map<String, Double> shares = new HashMap<>();
        byClass.forEach((name, count) -> shares.put(name, (double) count / labels));
        if (unknown > 0) {
            shares.put(UNKNOWN, (double) unknown / labels);
        }
        return shares;
    }
}
