package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnknownIdsTest {
    private final SchemaRegistryException notThere = new SchemaRegistryException("no such schema", 404);
    private final SchemaRegistryException away = new SchemaRegistryException("starting", 503);

    private final AtomicLong now = new AtomicLong(7);
    private final UnknownIds ids = new UnknownIds(true, now::get);

    @Test
    void anIdThatIsNotThereIsLookedUpAgainAfterHalfAMinute() {
        assertThat(ids.refusal(5)).isNull();
        ids.failed(5, notThere, millis(1));

        pass(29_900);
        assertThat(ids.refusal(5)).isSameAs(notThere);
        assertThat(ids.refusal(6)).as("others are not concerned").isNull();
        pass(200);
        assertThat(ids.refusal(5)).isNull();
    }

    /** Ids by the thousand, all of them others: a second at once, then a tenth of the time. */
    @Test
    void lookUpsInVainTakeATenthOfTheTimeAtMost() {
        ids.found(-1);
        long lookedUp = 0;
        for (int id = 0; id < 100_000; id++) {
            if (ids.refusal(id) == null) {
                pass(6);
                ids.failed(id, notThere, millis(6));
                lookedUp += 6;
            } else {
                now.addAndGet(200_000);
            }
        }
        long passed = Duration.ofNanos(now.get()).toMillis();
        assertThat(lookedUp).isBetween(passed / 20, 1_100 + passed / 10);
    }

    @Test
    void aRegistryThatIsAwayIsTriedEveryFewSecondsAndTrustedAtOnceWhenItIsBack() {
        ids.found(-1);
        ids.failed(5, away, millis(20_000));
        pass(8_900);
        assertThat(ids.refusal(5)).isSameAs(away);
        assertThat(ids.away()).isTrue();
        pass(200);
        assertThat(ids.refusal(5)).isNull();

        ids.found(5);
        assertThat(ids.away()).isFalse();
        assertThat(ids.refusal(6)).isNull();
    }

    /** Its records are behind thousands of others' perhaps, and passing over one would leave a registry in pieces. */
    @Test
    void anIdThatWasNeverLookedUpIsWhereNoRecordMayBePassedOverAndBeforeAnyWasFound() {
        UnknownIds ofRegistries = new UnknownIds(false, now::get);
        ofRegistries.found(-1);
        ofRegistries.failed(5, notThere, millis(20_000));
        assertThat(ofRegistries.refusal(6)).isNull();

        ids.failed(5, notThere, millis(20_000));
        assertThat(ids.refusal(6)).as("nothing is known yet").isNull();
        ids.found(6);
        ids.failed(7, notThere, millis(20_000));
        assertThat(ids.refusal(8)).isSameAs(notThere);
    }

    /** Hours after an outage a slow registry gets its usual time. */
    @Test
    void anOutageIsForgotten() {
        ids.found(-1);
        ids.failed(5, away, millis(1));
        assertThat(ids.away()).isTrue();
        pass(30_100);
        assertThat(ids.away()).isFalse();
    }

    private void pass(long milliseconds) {
        now.addAndGet(millis(milliseconds));
    }

    private static long millis(long milliseconds) {
        return Duration.ofMillis(milliseconds).toNanos();
    }
}
