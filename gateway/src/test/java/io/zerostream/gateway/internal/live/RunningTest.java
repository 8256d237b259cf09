package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.RunningView;
import io.zerostream.schemas.avro.Outcome;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunningTest {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final LabelView LABEL =
            LabelView.of(Records.label("a", Outcome.LABELLED, "Japan"), null, null, null);

    private final Running running = new Running(START);

    @Test
    void saysOfEachStepWhatHappened() {
        running.picture(START);
        running.label(LABEL, 100, START.plusSeconds(1));
        running.label(LABEL, 300, START.plusSeconds(29));
        running.lag(7, START.plusSeconds(2));
        running.lag(5, START.plusSeconds(3));
        running.deadLetter(START.plusSeconds(61));

        RunningView view = running.view(START.plusSeconds(62));

        assertThat(view.from()).isEqualTo(START.toString());
        assertThat(view.stepMs()).isEqualTo(30_000);
        assertThat(view.pictures()).containsExactly(1L, 0L, 0L);
        assertThat(view.labels()).containsExactly(2L, 0L, 0L);
        assertThat(view.deadLetters()).containsExactly(0L, 0L, 1L);
        assertThat(view.lag()).containsExactly(5L, null, null);
        assertThat(view.latencyP50()).containsExactly(100L, null, null);
        assertThat(view.latencyP95()).containsExactly(300L, null, null);
        assertThat(view.batchSize()).containsExactly(8.0, null, null);
        assertThat(view.queueMs()).containsExactly(2.1, null, null);
        assertThat(view.decodeMs()).containsExactly(3.4, null, null);
        assertThat(view.batchWaitMs()).containsExactly(20.0, null, null);
        assertThat(view.inferenceMs()).containsExactly(31.0, null, null);
    }

    @Test
    void remembersAnHour() {
        running.picture(START);
        Instant later = START.plus(Running.STEP.multipliedBy(Running.STEPS));
        assertThat(running.view(later).pictures()).hasSize(Running.STEPS).containsOnly(0L);
        running.picture(later);
        assertThat(running.view(later.plusSeconds(999_990)).pictures()).containsOnly(0L);
        assertThat(running.view(later.plusSeconds(999_990)).from())
                .isEqualTo(later.plusSeconds(999_990).toString());
    }

    @Test
    void aClockThatIsPutBackStaysInTheLastStep() {
        running.picture(START.plusSeconds(40));
        running.picture(START);
        assertThat(running.view(START).pictures()).containsExactly(0L, 2L);
    }
}
