package io.zerostream.job.internal.stats;

import io.zerostream.job.DriftLimits;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.schemas.avro.LabelStats;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** At the end of a window: its statistics, compared with the window of the same class set and source before. */
public final class WriteStats
        extends ProcessWindowFunction<LabelCounts, LabelStats, Tuple2<String, String>, TimeWindow> {
    private static final long serialVersionUID = 1L;

    private final DriftLimits limits;

    /** @param limits when to raise the alarm flag */
    public WriteStats(DriftLimits limits) {
        this.limits = limits;
    }

    @Override
    public void process(
            Tuple2<String, String> key, Context context, Iterable<LabelCounts> window, Collector<LabelStats> out)
            throws Exception {
        LabelCounts counts = window.iterator().next();
        ValueState<LabelCounts> reference = context.globalState().getState(Descriptors.REFERENCE);
        out.collect(StatsWriter.write(
                key.f0,
                key.f1,
                context.window().getStart(),
                context.window().getEnd(),
                counts,
                reference.value(),
                limits));
        reference.update(counts);
    }
}
