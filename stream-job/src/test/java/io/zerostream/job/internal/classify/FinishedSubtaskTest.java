package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.Batching;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.LatencyBudget;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.serving.Coordinators;
import io.zerostream.job.internal.source.Times;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two subtasks of a bounded job, one of which has seen all its pictures long before the other. */
@Timeout(120)
class FinishedSubtaskTest {
    private static final int EACH = 1000;
    private static final AtomicBoolean ONE_ENDED = new AtomicBoolean();
    private static final AtomicBoolean HURRY = new AtomicBoolean();
    private static final AtomicInteger CHECKPOINTS_SINCE = new AtomicInteger();

    private final Registry registry = new Registry();

    @BeforeEach
    void start() {
        Subtasks.reset();
        Subtasks.REGISTRY.addAll(registry.everything("colours"));
        ONE_ENDED.set(false);
        HURRY.set(false);
        CHECKPOINTS_SINCE.set(0);
    }

    @Test
    void afterARestartTheOtherDoesNotWaitForIt() throws Exception {
        JobClient job = run();
        // one may have begun before the subtask ended
        until(job, () -> CHECKPOINTS_SINCE.get() >= 2);
        Subtasks.FAIL_NOW.set(true);
        until(job, () -> !Subtasks.FAIL_NOW.get());
        HURRY.set(true);
        job.getJobExecutionResult().get();

        assertThat(Subtasks.LABELS.stream().map(ZeroShotLabel::getEventId).distinct())
                .hasSize(2 * EACH);
    }

    private static void until(JobClient job, BooleanSupplier holds) throws Exception {
        while (!holds.getAsBoolean()) {
            assertThat(job.getJobStatus().get().isGloballyTerminalState()).isFalse();
            Thread.sleep(20);
        }
    }

    private static JobClient run() throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, flink);
        env.enableCheckpointing(50);
        DataStream<DecodedPicture> pictures = env.fromSource(
                new DataGeneratorSource<>(FinishedSubtaskTest::picture, 2 * EACH, JobTypes.DECODED),
                WatermarkStrategy.noWatermarks(),
                "pictures");
        DataStream<ControlRecord> control = env.fromSource(
                        new DataGeneratorSource<>(n -> Subtasks.next(), Subtasks.REGISTRY.size(), JobTypes.CONTROL),
                        Times.control(),
                        "control")
                .setParallelism(1);
        pictures.connect(control.broadcast())
                .transform(
                        "classify",
                        JobTypes.LABEL,
                        new MicroBatchOperatorFactory(
                                new ClassifySettings(
                                        new Batching(4, Duration.ofMillis(20)),
                                        new LatencyBudget(Duration.ZERO),
                                        "default",
                                        false,
                                        false,
                                        Duration.ofMinutes(1)),
                                new Subtasks.Reader(),
                                Subtasks::open,
                                Coordinators.onJobManager(),
                                Subtasks::process))
                .map(new Watch(), JobTypes.LABEL)
                .sinkTo(new DiscardingSink<>());
        return env.executeAsync("one ends before the other");
    }

    /** The second half comes slowly until it is asked to hurry. */
    private static DecodedPicture picture(long n) throws InterruptedException {
        if (n >= EACH && !HURRY.get()) {
            Thread.sleep(50);
        }
        return Pictures.of("p" + n, "red");
    }

    /** Sees labels, ends and checkpoints. */
    private static final class Watch extends RichMapFunction<ZeroShotLabel, ZeroShotLabel>
            implements CheckpointListener {
        private static final long serialVersionUID = 1L;

        @Override
        public ZeroShotLabel map(ZeroShotLabel label) {
            if (Subtasks.FAIL_NOW.getAndSet(false)) {
                throw new IllegalStateException("as the test asked");
            }
            Subtasks.LABELS.add(label);
            return label;
        }

        @Override
        public void close() {
            ONE_ENDED.set(true);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            if (ONE_ENDED.get()) {
                CHECKPOINTS_SINCE.incrementAndGet();
            }
        }
    }
}
