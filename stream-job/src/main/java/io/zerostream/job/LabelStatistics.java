package io.zerostream.job;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Operators;
import io.zerostream.job.internal.SetAndSource;
import io.zerostream.job.internal.stats.CountLabels;
import io.zerostream.job.internal.stats.CountLate;
import io.zerostream.job.internal.stats.WriteStats;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * The last part of the job: labels → windows by class set and source → label-stats.
 *
 * @param stats windows side by side, what came too late for them, and windows that overlap when they are asked for
 * @param notices alarms about windows
 */
record LabelStatistics(DataStream<LabelStats> stats, DataStream<JobNotice> notices) {

    /** Adds the windows to the job. */
    static LabelStatistics of(DataStream<ZeroShotLabel> labels, JobConfig config) {
        EventTime times = config.eventTime();
        KeyedStream<ZeroShotLabel, Tuple2<String, String>> bySource =
                labels.keyBy(new SetAndSource(), SetAndSource.TYPE);
        SingleOutputStreamOperator<LabelStats> tumbling = Operators.STATS.on(
                windows(bySource, TumblingEventTimeWindows.of(times.window()), WindowKind.TUMBLING, config));
        DataStream<LabelStats> late = Operators.LATE.on(tumbling.getSideOutput(Descriptors.LATE_LABELS)
                .keyBy(new SetAndSource(), SetAndSource.TYPE)
                .process(new CountLate(times.window()), JobTypes.STATS)
                .setParallelism(config.parallelism().stats()));
        DataStream<LabelStats> all = tumbling.union(late);
        DataStream<JobNotice> notices = tumbling.getSideOutput(Descriptors.NOTICES);
        if (times.slidingWindow().equals(Duration.ZERO)) {
            return new LabelStatistics(all, notices);
        }
        SingleOutputStreamOperator<LabelStats> sliding = Operators.SLIDING_STATS.on(windows(
                bySource,
                SlidingEventTimeWindows.of(times.slidingWindow(), times.slide()),
                WindowKind.SLIDING,
                config));
        return new LabelStatistics(all.union(sliding), notices.union(sliding.getSideOutput(Descriptors.NOTICES)));
    }

    private static SingleOutputStreamOperator<LabelStats> windows(
            KeyedStream<ZeroShotLabel, Tuple2<String, String>> labels,
            WindowAssigner<Object, TimeWindow> windows,
            WindowKind kind,
            JobConfig config) {
        WriteStats write = new WriteStats(kind, config.drift(), config.deployment());
        return labels.window(windows)
                .sideOutputLateData(Descriptors.LATE_LABELS)
                .aggregate(new CountLabels(), write, JobTypes.COUNTS, JobTypes.COUNTS, JobTypes.STATS)
                .setParallelism(config.parallelism().stats())
                // it would inherit the slots with GPUs
                .slotSharingGroup(JobEnvironment.CPU_SLOTS);
    }
}
