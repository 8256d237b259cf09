package io.zerostream.job.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NotServingTest {
    private static final Deployment FIRST = Registry.deployment(1, "v1", "colours");
    private static final Deployment SECOND = Registry.deployment(2, "v2", "colours");

    private final List<Alarm> alarms = new ArrayList<>();
    /** Where the clock begins is anybody's guess. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final NotServing notServing = new NotServing(alarms::add, () -> now);

    @Test
    void tellsAfterTenSecondsAndEachMinute() {
        look(FIRST);
        after(9);
        look(FIRST);
        assertThat(alarms).isEmpty();

        after(1);
        look(FIRST);
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.code()).isEqualTo(Code.NOT_SERVING);
            assertThat(alarm.revision()).isEqualTo(1);
            assertThat(alarm.message()).contains("it hangs; pictures wait");
        });
        after(59);
        look(FIRST);
        assertThat(alarms).hasSize(1);
        after(1);
        look(FIRST);
        assertThat(alarms).hasSize(2);
    }

    @Test
    void whatIsToServeHasTenSecondsHoweverLongAnotherHasWaited() {
        look(FIRST);
        after(600);
        look(SECOND);
        after(9);
        look(SECOND);
        assertThat(alarms).isEmpty();
        after(1);
        look(SECOND);
        assertThat(alarms).extracting(Alarm::revision).containsExactly(2L);
    }

    @Test
    void nothingToServeIsNoNews() {
        look(null);
        after(600);
        look(null);
        look(FIRST);
        assertThat(alarms).isEmpty();
    }

    @Test
    void tellsThatItIsOverWhenItToldThatItBegan() {
        look(FIRST);
        notServing.serves(plan());
        assertThat(alarms).isEmpty();

        after(10);
        look(FIRST);
        notServing.serves(plan());
        notServing.serves(plan());
        assertThat(alarms).extracting(Alarm::code).containsExactly(Code.NOT_SERVING, Code.SERVING_RECOVERED);
    }

    private static Plan plan() {
        return new Plan(FIRST, Registry.version("v1"), null, null);
    }

    private void look(@Nullable Deployment deployment) {
        notServing.look(deployment, () -> "it hangs");
    }

    private void after(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
