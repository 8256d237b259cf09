package io.zerostream.cameras.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class GroupContactTest {
    private static final Duration LONGEST = Duration.ofSeconds(6);

    private long nanos;
    private Instant wall = Instant.EPOCH;
    private final GroupContact contact = new GroupContact(LONGEST, () -> nanos, new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return wall;
        }
    });

    private void pass(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    private void join() {
        contact.answered(2);
        contact.joined();
        assertThat(contact.holds()).isTrue();
    }

    @Test
    void holdsWhileAnswersComeAndNoLonger() {
        assertThat(contact.holds()).isFalse();
        assertThat(contact.problem()).as("it has yet to join").isEmpty();
        join();
        for (int beat = 3; beat < 10; beat++) {
            pass(Duration.ofSeconds(2));
            contact.answered(beat);
            assertThat(contact.holds()).isTrue();
        }
        pass(Duration.ofSeconds(2));
        contact.answered(9);
        assertThat(contact.holds()).isTrue();
        pass(Duration.ofSeconds(2));
        contact.answered(9);
        assertThat(contact.holds())
                .as("the last came up to two seconds before it was seen")
                .isFalse();
        assertThat(contact.problem().orElseThrow()).contains("6.0 s");
    }

    @Test
    void onlyJoiningAgainMakesItGood() {
        join();
        pass(LONGEST);
        assertThat(contact.holds()).isFalse();
        // the group may answer that it knows it no more
        contact.answered(3);
        contact.answered(4);
        assertThat(contact.holds()).isFalse();
        contact.joined();
        assertThat(contact.holds()).isTrue();
        assertThat(contact.problem()).isEmpty();
    }

    @Test
    void whoWasSuspendedHasLostItBeforeAnythingElse() {
        join();
        pass(Duration.ofSeconds(60));
        // came just before, and is seen only now
        contact.answered(3);
        assertThat(contact.holds()).isFalse();
        // so did this
        contact.joined();
        assertThat(contact.holds()).isFalse();
    }

    @Test
    void aMachineThatSleptCountsThatToo() {
        join();
        wall = wall.plusSeconds(60);
        assertThat(contact.holds()).isFalse();
    }

    @Test
    void aClockThatIsSetBackHidesNothing() {
        join();
        wall = wall.minusSeconds(3600);
        assertThat(contact.holds()).isTrue();
        nanos += LONGEST.toNanos();
        assertThat(contact.holds()).isFalse();
    }
}
