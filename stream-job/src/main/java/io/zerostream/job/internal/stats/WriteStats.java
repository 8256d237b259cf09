package io.zerostream.job.internal.stats;

import io.zerostream.job.config.DriftLimits;
import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarms;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * At the end of a window: its statistics, compared with what is stored as baseline, else with the window of the same class
 * set and source before: for windows that overlap, the last one that ended before this one began. What is past a limit is
 * an alarm, window by window for as long as it lasts: in the log, as a counter, and for people on {@link
 * Descriptors#NOTICES}.
 */
public final class WriteStats
        extends ProcessWindowFunction<LabelCounts, LabelStats, Tuple2<String, String>, TimeWindow> {
    private static final long serialVersionUID = 1L;

    private final WindowKind kind;
    private final DriftLimits limits;
    private final String deployment;
    private transient @Nullable Baseline baseline;
    private transient @Nullable StatsMetrics metrics;
    private transient @Nullable Alarms alarms;
    private transient int subtask;

    /**
     * @param kind TUMBLING or SLIDING
     * @param limits when to raise the alarm
     * @param deployment whose notices the alarms are
     */
    public WriteStats(WindowKind kind, DriftLimits limits, String deployment) {
        this.kind = kind;
        this.limits = limits;
        this.deployment = deployment;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        baseline = Baseline.read(limits);
        JobMetrics group = new JobMetrics(getRuntimeContext().getMetricGroup());
        metrics = new StatsMetrics(group);
        alarms = new Alarms(group);
        subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public void process(
            Tuple2<String, String> key, Context context, Iterable<LabelCounts> window, Collector<LabelStats> out)
            throws Exception {
        if (baseline == null || metrics == null || alarms == null) {
            throw new IllegalStateException("used before open");
        }
        LabelCounts counts = window.iterator().next();
        LabelCounts before = kind == WindowKind.SLIDING ? swapSliding(context, counts) : swap(context, counts);
        TimeWindow time = context.window();
        LabelStats stats = StatsWriter.compare(
                StatsWriter.count(kind, key.f0, key.f1, time.getStart(), time.getEnd(), counts),
                counts,
                Reference.of(baseline.of(key.f0, key.f1), before),
                limits);
        metrics.show(stats);
        out.collect(stats);
        if (stats.getAlarm()) {
            Alarm alarm = alarm(stats);
            alarms.accept(alarm);
            context.output(Descriptors.NOTICES, alarm.notice(deployment, subtask));
        }
    }

    private static Alarm alarm(LabelStats stats) {
        return new Alarm(
                Alarm.Code.LABELS_DRIFTED,
                RegistryKeys.classSet(stats.getClassSet()),
                "labels of class set '" + stats.getClassSet() + "' from source '" + stats.getSourceId() + "' between "
                        + stats.getWindowStart() + " and " + stats.getWindowEnd() + ": " + stats.getAlarmReason()
                        + "; look at what that source sees, and for classes that are missing");
    }

    /** The window before, and remembers this one. */
    private static @Nullable LabelCounts swap(Context context, LabelCounts counts) throws Exception {
        ValueState<LabelCounts> reference = context.globalState().getState(Descriptors.REFERENCE);
        LabelCounts before = reference.value();
        reference.update(counts);
        return before;
    }

    /** The last window that does not overlap, and remembers this one; what ended earlier is of no use any more. */
    private static @Nullable LabelCounts swapSliding(Context context, LabelCounts counts) throws Exception {
        MapState<Long, LabelCounts> windows = context.globalState().getMapState(Descriptors.SLIDING_REFERENCES);
        List<Long> ended = new ArrayList<>();
        for (Long end : windows.keys()) {
            if (end <= context.window().getStart()) {
                ended.add(end);
            }
        }
        ended.sort(null);
        LabelCounts before = ended.isEmpty() ? null : windows.get(ended.get(ended.size() - 1));
        for (Long end : ended.subList(0, Math.max(0, ended.size() - 1))) {
            windows.remove(end);
        }
        windows.put(context.window().getEnd(), counts);
        return before;
    }
}
