package io.zerostream.cameras.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final StreamClock clock = new StreamClock();

    private Instant at(long positionMillis, long arrivalMillis) {
        return clock.at(
                OptionalLong.of(7_000_000 + positionMillis * 1000), Optional.empty(), START.plusMillis(arrivalMillis));
    }

    @Test
    void framesKeepTheirDistancesThroughAJitteryNetwork() {
        Random random = new Random(1);
        long worst = 0;
        long held = 0;
        for (int i = 0; i < 3000; i++) {
            long taken = i * 40L;
            // one in fifty holds up all behind it
            held = Math.max(taken + random.nextInt(30), random.nextInt(50) == 0 ? taken + 800 : held);
            Instant said = at(taken, 1000 + held);
            long off = Duration.between(START.plusMillis(1000 + taken), said).toMillis();
            if (i > 50) {
                worst = Math.max(worst, Math.abs(off));
            }
            assertThat(said).isBeforeOrEqualTo(START.plusMillis(1000 + held));
        }
        assertThat(worst).as("milliseconds").isLessThan(60);
    }

    @Test
    void followsAStreamThatGoesFasterOrSlowerThanOurClock() {
        for (double speed : new double[] {0.9998, 1.0002}) {
            StreamClock other = new StreamClock();
            Instant said = START;
            Instant arrival = START;
            for (long i = 0; i < 4 * 3600; i++) {
                arrival = START.plusSeconds(i);
                said = other.at(OptionalLong.of(Math.round(i * 1e6 * speed)), Optional.empty(), arrival);
            }
            assertThat(Duration.between(said, arrival).toMillis())
                    .as("after four hours")
                    .isBetween(0L, 50L);
        }
    }

    @Test
    void aStreamThatJumpsBeginsAnew() {
        at(0, 0);
        assertThat(at(1000, 1000)).isEqualTo(START.plusMillis(1000));
        assertThat(at(-50_000, 2000)).as("back").isEqualTo(START.plusMillis(2000));
        assertThat(at(900_000, 3000)).as("forth").isEqualTo(START.plusMillis(3000));
        assertThat(at(900_500, 9500)).as("held up for long").isEqualTo(START.plusMillis(9500));
    }

    @Test
    void aCameraThatTellsTheTimeOfDayIsBelievedWhileItIsNearOurs() {
        Instant arrival = START.plusSeconds(1);
        assertThat(clock.at(OptionalLong.of(0), Optional.of(START), arrival)).isEqualTo(START);
        assertThat(clock.offsetMillis()).hasValue(-1000);
        assertThat(clock.at(OptionalLong.of(0), Optional.of(arrival.plusSeconds(2)), arrival))
                .as("not after it came")
                .isEqualTo(arrival);
        assertThat(clock.at(OptionalLong.of(0), Optional.of(Instant.EPOCH), arrival))
                .as("a camera that never was set")
                .isEqualTo(arrival);
        assertThat(clock.offsetMillis().orElseThrow()).isLessThan(-1_000_000_000L);
    }

    @Test
    void tellsHowFastTheCamerasClockGoes() {
        assertThat(clock.driftPpm()).isEmpty();
        for (int i = 0; i <= 600; i++) {
            Instant arrival = START.plusSeconds(i);
            clock.at(OptionalLong.of(i), Optional.of(arrival.plusNanos(i * 50_000L)), arrival);
        }
        assertThat(clock.driftPpm().orElseThrow()).isCloseTo(50, within(1.0));
    }

    @Test
    void withoutAnyTimeTheArrivalCounts() {
        assertThat(clock.at(OptionalLong.empty(), Optional.empty(), START)).isEqualTo(START);
    }
}
