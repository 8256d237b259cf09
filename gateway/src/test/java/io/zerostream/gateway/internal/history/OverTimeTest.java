package io.zerostream.gateway.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.gateway.config.HistoryLimits;
import io.zerostream.gateway.internal.view.HistoryView;
import io.zerostream.gateway.internal.view.HistoryView.BaselineView;
import io.zerostream.gateway.internal.view.MarkView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverTimeTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final LabelHistory labels = new LabelHistory(HistoryLimits.defaults());
    private final Marks marks = new Marks(3);
    private final OverTime history = new OverTime(labels, marks, () -> true);

    @Test
    void listsTheMostFrequentClassesAndCountsTheRestTogether() {
        labels.window(Windows.minute(START, Map.of("Japan", 5L, "Peru", 3L, "Chile", 1L, "?", 2L)));
        labels.window(Windows.minute(START.plusSeconds(120), Map.of("Chile", 1L)));

        HistoryView told = ask(2, null);

        assertThat(told.classes().stream().map(HistoryView.ClassHistory::name)).containsExactly("Japan", "Peru");
        assertThat(told.stepMs()).isEqualTo(60_000);
        assertThat(told.labels().subList(0, 3)).containsExactly(11L, 0L, 1L);
        assertThat(told.unknown().subList(0, 3)).containsExactly(2L, 0L, 0L);
        assertThat(told.other().subList(0, 3)).containsExactly(1L, 0L, 1L);
        assertThat(told.classes().get(1).counts().subList(0, 3)).containsExactly(3L, 0L, 0L);
        assertThat(told.totals()).isEqualTo(new HistoryView.Totals(2, 12, 2, 2, 0));
        assertThat(told.entropy().subList(0, 3)).containsExactly(1.0, null, 1.0);
        assertThat(told.labels()).hasSize(60);
        assertThat(told.keptSince()).isEqualTo(START.toString());
    }

    /** Σ (p − q) ln(p/q) of shares ¾, ¼ against ½, ½, and −Σ of the mean less the mean of both, by hand. */
    @Test
    void comparesWithAnotherStretch() {
        labels.window(Windows.minute(START.minus(HOUR), Map.of("Japan", 2L, "?", 2L)));
        labels.window(Windows.minute(START, Map.of("Japan", 3L, "?", 1L)));

        BaselineView baseline = Objects.requireNonNull(
                ask(2, new Question.Span(START.minus(HOUR), START)).baseline());

        assertThat(baseline.psi()).isCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), within(1e-9));
        assertThat(baseline.jensenShannon()).isCloseTo(0.0487949, within(1e-6));
        assertThat(baseline.classes()).containsExactly(2L);
        assertThat(baseline.totals().labels()).isEqualTo(4);
        assertThat(baseline.psiOfSteps().get(0)).isEqualTo(baseline.psi());
        assertThat(baseline.psiOfSteps().get(1)).as("no labels").isNull();
        assertThat(baseline.from()).isEqualTo(START.minus(HOUR).toString());

        BaselineView nothing = Objects.requireNonNull(
                ask(2, new Question.Span(START.minus(HOUR.multipliedBy(9)), START.minus(HOUR.multipliedBy(8))))
                        .baseline());
        assertThat(nothing.psi()).isNull();
        assertThat(nothing.totals().labels()).isZero();
    }

    @Test
    void marksWhatBeganToServeAndNoRestart() {
        marks.notice(Windows.model("1.0", "", 1, START));
        marks.notice(Windows.revision("flags", 4, START));
        marks.notice(Windows.revision("birds", 9, START));
        marks.notice(Windows.model("1.0", "", 1, START.plusSeconds(60)));
        marks.notice(Windows.revision("flags", 4, START.plusSeconds(60)));

        assertThat(ask(2, null).marks().stream().map(MarkView::kind)).containsExactly("model", "class_set");

        marks.notice(Windows.revision("flags", 5, START.plusSeconds(120)));
        assertThat(ask(2, null).marks().stream().map(MarkView::revision))
                .as("the oldest of four is forgotten")
                .containsExactly(4L, 5L);
        marks.forget();
        assertThat(ask(2, null).marks()).isEmpty();
    }

    @Test
    void aRevisionOfADeploymentByWhichTheSameModelsServeIsNoMark() {
        marks.notice(Windows.model("1.0", "", 1, START));
        marks.notice(Windows.model("1.0", "", 2, START.plusSeconds(1)));
        assertThat(revisions()).as("another default class set, say").containsExactly(1L);

        marks.notice(Windows.model("1.0", "; canary 2.0 for a share of 0.1", 3, START.plusSeconds(2)));
        marks.notice(Windows.model("1.0", "; canary 2.0 for a share of 1.0E-4", 4, START.plusSeconds(3)));
        assertThat(revisions()).as("a canary, and another share of it").containsExactly(1L, 3L);

        marks.forget();
        marks.notice(Windows.model("1.0", "; canary 2.0 for a share of 0.5", 4, START));
        marks.notice(Windows.model("1.0", "; canary 2.0 for a share of 0.5; shadow 3.0", 5, START));
        marks.notice(Windows.model("1.0", "; shadow 3.0", 6, START));
        assertThat(revisions()).as("a shadow, and no canary any more").containsExactly(4L, 5L, 6L);
        marks.notice(Windows.model("2.0", "; shadow 3.0", 7, START));
        assertThat(revisions()).containsExactly(5L, 6L, 7L);
    }

    private List<Long> revisions() {
        return ask(2, null).marks().stream().map(MarkView::revision).toList();
    }

    private HistoryView ask(int classes, Question.@Nullable Span baseline) {
        return history.answer(
                new Question("flags", null, new Question.Span(START, START.plus(HOUR)), classes, 300, baseline));
    }
}
