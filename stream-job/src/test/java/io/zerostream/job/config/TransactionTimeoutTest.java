package io.zerostream.job.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.StreamJob;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class TransactionTimeoutTest {
    private final Configuration flink = new Configuration();

    @Test
    void theDefaultsFitTogether() {
        assertThatCode(() -> TransactionTimeout.check(Checkpointing.DEFAULT, flink))
                .doesNotThrowAnyException();
    }

    @Test
    void whatARestartCanTakeIsTheLeastAndTheSumIsTold() {
        flink.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(20));
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(9));
        // 1 s interval + 20 s unnoticed + 9 s delay + 30 s deploying = 60 s
        assertThatCode(() -> TransactionTimeout.check(of(Duration.ofSeconds(60)), flink))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> TransactionTimeout.check(of(Duration.ofSeconds(59)), flink))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContaining("sink.transaction-timeout")
                .hasMessageContaining("heartbeat.timeout PT20S")
                .hasMessageContaining("= PT1M");
    }

    @Test
    void flinksOwnDefaultDelayGrowsToAMinute() {
        assertThatThrownBy(() -> TransactionTimeout.check(of(Duration.ofMinutes(2)), flink))
                .hasMessageContaining("restart delay PT1M");
    }

    @Test
    void withoutTransactionsNothingIsTooShort() {
        Checkpointing loose = new Checkpointing(Duration.ofSeconds(1), Delivery.AT_LEAST_ONCE, Duration.ofSeconds(1));
        assertThatCode(() -> TransactionTimeout.check(loose, flink)).doesNotThrowAnyException();
    }

    @Test
    void theJobIsNotEvenBuilt() {
        JobConfig config = ConfigKey.defaults().withCheckpointing(of(Duration.ofSeconds(10)));
        assertThatThrownBy(() -> StreamJob.build(StreamExecutionEnvironment.createLocalEnvironment(1, flink), config))
                .hasMessageContaining("sink.transaction-timeout");
    }

    private static Checkpointing of(Duration timeout) {
        return new Checkpointing(Duration.ofSeconds(1), Delivery.EXACTLY_ONCE, timeout);
    }
}
