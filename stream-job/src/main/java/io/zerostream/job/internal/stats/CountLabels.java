package io.zerostream.job.internal.stats;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Counts label by label, so that a window holds counts and no labels. */
public final class CountLabels implements AggregateFunction<ZeroShotLabel, LabelCounts, LabelCounts> {
    private static final long serialVersionUID = 1L;

    static {
        AvroTrust.trustOurClasses();
    }

    @Override
    public LabelCounts createAccumulator() {
        return LabelCounts.none();
    }

    @Override
    public LabelCounts add(ZeroShotLabel label, LabelCounts counts) {
        return counts.plus(label);
    }

    @Override
    public LabelCounts getResult(LabelCounts counts) {
        return counts;
    }

    @Override
    public LabelCounts merge(LabelCounts a, LabelCounts b) {
        return a.plus(b);
    }
}
