package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @RepeatedTest(20)
    void eachWaitIsTwiceTheLastUpToABoundAndAQuarterMoreOrLess() {
        assertAround(1, 1_000);
        assertAround(2, 2_000);
        assertAround(6, 32_000);
        assertAround(7, 60_000);
        assertAround(1_000_000, 60_000);
    }

    @Test
    void whoFailedTogetherDoesNotComeBackTogether() {
        assertThat(IntStream.range(0, 50)
                        .mapToObj(subtask -> backoff.after(7))
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }

    private void assertAround(int failures, long millis) {
        assertThat(backoff.after(failures).toMillis()).isBetween(millis * 3 / 4, millis * 5 / 4);
    }
}
