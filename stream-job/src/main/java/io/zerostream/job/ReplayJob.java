package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Operators;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.models.KafkaModelOpener;
import io.zerostream.job.internal.sink.Sinks;
import io.zerostream.job.internal.source.Sources;
import io.zerostream.job.internal.source.Times;
import io.zerostream.job.replay.CountOutcomes;
import io.zerostream.job.replay.ForgetClassSet;
import io.zerostream.job.replay.PinnedRegistries;
import io.zerostream.job.replay.ReplayPlan;
import io.zerostream.job.replay.ReplayTotals;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A bounded job: a range of {@code images} through the very operators of {@link StreamJob} to a topic of its own. What
 * answers is pinned by the plan; there are no windows, no sightings and no alarms on topics. It ends when the range is done,
 * and fails at the first thing that is refused, and when nothing could serve for {@code swap.timeout}. Labels are written at
 * least once: the same run again makes the same labels under the same identities.
 */
public final class ReplayJob {
    private ReplayJob() {}

    /**
     * Adds the whole job to an environment; the caller executes it. {@link ReplayTotals} reads its accumulators.
     *
     * @param config what {@link StreamJob} would get; its deployment, latency budget, checkpoints and windows do not count
     * @param labels where labels go
     */
    public static void build(StreamExecutionEnvironment env, JobConfig config, ReplayPlan plan, Topics.Topic labels) {
        JobConfig pinned = config.withDeployment(ReplayPlan.DEPLOYMENT).withLatencyBudget(Duration.ZERO);
        JobEnvironment.common(env, pinned);
        env.configure(toItsEnd());
        Outside outside = new Outside(
                new PinnedRegistries(plan.classes(), plan.models()),
                new KafkaModelOpener(config.kafka()),
                Sinks.replayedLabels(config, labels),
                Sinks.shadowLabels(config),
                Sinks.replayedDeadLetters(config),
                Sinks.stats(config),
                Sinks.sightings(config),
                Sinks.notices(config));
        DataStream<ControlRecord> control = Operators.MODEL_REGISTRY
                .on(env.fromData(plan.models(), JobTypes.CONTROL))
                .setParallelism(1);
        DataStream<IncomingPicture> images = Operators.IMAGES
                .on(env.fromSource(
                        Sources.images(config, plan.from(), plan.to()), Times.pictures(config.eventTime()), "images"))
                .setParallelism(config.parallelism().source());
        SingleOutputStreamOperator<IncomingPicture> all =
                Operators.FORGET_SET.on(images.map(new ForgetClassSet(), JobTypes.INCOMING)
                        .setParallelism(config.parallelism().source()));
        var decoded = StreamJob.decode(StreamJob.fetch(all, pinned), control, outside, pinned);
        SingleOutputStreamOperator<ZeroShotLabel> answers = StreamJob.classify(decoded, control, outside, pinned, true);
        Parallelism widths = config.parallelism();
        StreamJob.writeLabels(
                Operators.LABELS,
                Operators.COUNT_LABELS.on(answers.map(new CountOutcomes.OfLabels(), JobTypes.LABEL)
                        .setParallelism(widths.inference())),
                outside.labels(),
                widths);
        StreamJob.write(
                Operators.DEAD_LETTERS,
                Operators.COUNT_DEAD_LETTERS.on(decoded.getSideOutput(Descriptors.DEAD_LETTERS)
                        .union(answers.getSideOutput(Descriptors.DEAD_LETTERS))
                        .map(new CountOutcomes.OfDeadLetters(), JobTypes.DEAD_LETTER)
                        .setParallelism(widths.deadLetters())
                        .slotSharingGroup(JobEnvironment.CPU_SLOTS)),
                outside.deadLetters(),
                widths.deadLetters());
    }

    /**
     * How Flink is to run it. Not in its batch mode, though it ends: there tasks of slots with GPUs hand everything on by
     * way of the disk, whatever else is asked for, and that is every decoded picture.
     */
    private static Configuration toItsEnd() {
        Configuration options = new Configuration();
        options.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        options.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        return options;
    }
}
