package io.zerostream.gateway.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StandstillTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TopicPartition FIRST = new TopicPartition("images", 0);
    private static final TopicPartition SECOND = new TopicPartition("images", 1);

    private final Standstill standstill = new Standstill(Duration.ofSeconds(60));

    @Test
    void whoFinishesNothingWhilePicturesWaitStandsSinceTheLastProgress() {
        standstill.observe(Map.of(FIRST, 7L), 3, START);
        standstill.observe(Map.of(FIRST, 8L), 3, at(30));

        assertThat(standstill.observe(Map.of(FIRST, 8L), 900, at(90))).isEmpty();
        assertThat(standstill.observe(Map.of(FIRST, 8L), 900, at(91))).contains(at(30));
        assertThat(standstill.observe(Map.of(FIRST, 8L), 900, at(1000))).contains(at(30));
        assertThat(standstill.observe(Map.of(FIRST, 8L, SECOND, 1L), 900, at(1001)))
                .isEmpty();
    }

    @Test
    void whoHasNothingToDoDoesNotStand() {
        standstill.observe(Map.of(FIRST, 7L), 0, START);
        assertThat(standstill.observe(Map.of(FIRST, 7L), 0, at(3600))).isEmpty();
        assertThat(standstill.observe(Map.of(FIRST, 7L), 1, at(3605))).isEmpty();
        assertThat(standstill.observe(Map.of(FIRST, 7L), 1, at(3661))).contains(at(3600));
    }

    @Test
    void aGroupThatNeverCameStandsToo() {
        standstill.observe(Map.of(), 5, START);
        assertThat(standstill.observe(Map.of(), 5, at(61))).contains(START);
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
