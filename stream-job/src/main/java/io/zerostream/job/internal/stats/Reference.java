package io.zerostream.job.internal.stats;

import io.zerostream.schemas.avro.DriftReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a window is compared with.
 *
 * @param kind where it comes from; NONE = with nothing
 * @param shares share of each class, UNKNOWN being one
 * @param labels how many labels it stands for
 */
record Reference(DriftReference kind, Map<String, Double> shares, long labels) {
    /** Labels that shares stand for, and the most that any reference does: they are taken as they are. */
    static final long SURE = 1_000_000_000;

    private static final Reference NONE = new Reference(DriftReference.NONE, Map.of(), 0);

    /** What is stored goes before the window before. */
    static Reference of(@Nullable Reference stored, @Nullable LabelCounts before) {
        if (stored != null) {
            return stored;
        }
        return before == null ? NONE : new Reference(DriftReference.WINDOW_BEFORE, before.shares(), before.labels());
    }
}
