package io.zerostream.job.internal.stats;

import io.zerostream.job.internal.JobMetrics;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Counts labels that came after their window; they are on {@code labels} all the same, and in no statistics. */
public final class CountLate extends ProcessFunction<ZeroShotLabel, ZeroShotLabel> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Counter late;

    @Override
    public void open(OpenContext context) {
        late = new JobMetrics(getRuntimeContext().getMetricGroup()).counter("lateLabels");
    }

    @Override
    public void processElement(ZeroShotLabel label, Context context, Collector<ZeroShotLabel> out) {
        if (late != null) {
            late.inc();
        }
    }
}
