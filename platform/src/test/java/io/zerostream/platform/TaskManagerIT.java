package io.zerostream.platform;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TaskManagerIT extends OnePlatform {
    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicInteger MAPPED_AGAIN = new AtomicInteger();

    /** Fails once, and once more at its end, which Flink takes for a fault of the task manager. */
    private static final class FailsAtItsEnd extends RichMapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;
        private boolean first;

        @Override
        public void open(OpenContext context) {
            first = OPENED.incrementAndGet() == 1;
        }

        @Override
        public Long map(Long number) {
            if (first) {
                throw new IllegalStateException("made up");
            }
            MAPPED_AGAIN.incrementAndGet();
            return number;
        }

        @Override
        public void close() {
            if (first) {
                throw new IllegalStateException("made up, at the end");
            }
        }
    }

    @Test
    void aTaskManagerThatEndsIsStartedAgainAndTheJobGoesOn() throws Exception {
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        env.configure(new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200)));
        env.fromSequence(1, Long.MAX_VALUE).map(new FailsAtItsEnd()).sinkTo(new DiscardingSink<>());

        JobClient job = env.executeAsync("fails at its end");

        await().atMost(Duration.ofSeconds(90)).until(() -> MAPPED_AGAIN.get() > 1_000);
        job.cancel().get();
    }
}
