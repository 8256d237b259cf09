package io.zerostream.job.internal.stats;

import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Counts labels that came after their window, and tells at the end of the window in which they came. So that windows and
 * late ones together hold every label once.
 */
public final class CountLate extends KeyedProcessFunction<Tuple2<String, String>, ZeroShotLabel, LabelStats> {
    private static final long serialVersionUID = 1L;

    private final long window;
    private transient @Nullable Counter late;
    private transient @Nullable ValueState<LabelCounts> counts;

    /** @param window length of the windows that the labels missed */
    public CountLate(Duration window) {
        this.window = window.toMillis();
    }

    @Override
    public void open(OpenContext context) {
        late = new JobMetrics(getRuntimeContext().getMetricGroup()).counter("lateLabels");
        counts = getRuntimeContext().getState(Descriptors.LATE_COUNTS);
    }

    @Override
    public void processElement(ZeroShotLabel label, Context context, Collector<LabelStats> out) throws Exception {
        if (late == null || counts == null) {
            throw new IllegalStateException("used before open");
        }
        late.inc();
        LabelCounts before = counts.value();
        counts.update((before == null ? LabelCounts.none() : before).plus(label));
        // the window that the next instant is in: at the very end of one, that one has been told
        long now = context.timerService().currentWatermark() + 1;
        context.timerService().registerEventTimeTimer(TimeWindow.getWindowStartWithOffset(now, 0, window) + window - 1);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<LabelStats> out) throws Exception {
        if (counts == null) {
            throw new IllegalStateException("used before open");
        }
        LabelCounts told = counts.value();
        if (told != null) {
            Tuple2<String, String> key = context.getCurrentKey();
            long end = timestamp + 1;
            out.collect(StatsWriter.count(WindowKind.LATE, key.f0, key.f1, end - window, end, told)
                    .build());
            counts.clear();
        }
    }
}
