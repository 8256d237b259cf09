package io.zerostream.gateway.internal.history;

import io.zerostream.gateway.internal.view.HistorySourcesView;
import io.zerostream.gateway.internal.view.HistoryView;
import io.zerostream.gateway.internal.view.HistoryView.BaselineView;
import io.zerostream.gateway.internal.view.HistoryView.ClassHistory;
import io.zerostream.gateway.internal.view.HistoryView.Totals;
import io.zerostream.gateway.internal.view.MarkView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Answers of the history: labels over time with the swaps beside them. Thread-safe; answers are bounded by the question. */
public final class OverTime {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int MARKS = 200;
    /** Of a baseline only the sum is told, so the shortest steps are the best. */
    private static final int BASELINE_POINTS = 10_000;

    private final LabelHistory labels;
    private final Marks marks;
    private final BooleanSupplier complete;

    /** @param complete whether the topics have been read to their end */
    public OverTime(LabelHistory labels, Marks marks, BooleanSupplier complete) {
        this.labels = labels;
        this.marks = marks;
        this.complete = complete;
    }

    /** Labels over time. */
    public HistoryView answer(Question question) {
        // before the sums: what comes in between makes it no less complete
        boolean all = complete.getAsBoolean();
        Stretch stretch = read(question, question.span(), question.points());
        Counted total = stretch.total();
        List<String> names = mostFrequent(total, question.classes());
        List<MarkView> found = marks.between(
                question.classSet(), Instant.ofEpochMilli(stretch.from()), Instant.ofEpochMilli(stretch.to()));
        int more = Math.max(0, found.size() - MARKS);
        List<Counted> steps = stretch.steps();
        return new HistoryView(
                all,
                labels.isApart(question.classSet(), question.source()),
                question.classSet(),
                question.source(),
                text(stretch.from()),
                text(stretch.to()),
                stretch.step(),
                since(),
                totals(total, names),
                names.stream()
                        .map(name ->
                                new ClassHistory(name, total.classes().of(name), longs(steps, step -> step.classes()
                                        .of(name))))
                        .toList(),
                longs(steps, Counted::windows),
                longs(steps, Counted::labels),
                longs(steps, Counted::unknown),
                longs(steps, step -> other(step, names)),
                doubles(steps, Counted::meanMargin),
                doubles(steps, Counted::entropy),
                doubles(steps, Counted::psi),
                doubles(steps, Counted::jensenShannon),
                longs(steps, Counted::alarms),
                found.subList(more, found.size()),
                more,
                baseline(question, stretch, total, names));
    }

    private Stretch read(Question question, Question.Span span, int points) {
        return labels.read(question.classSet(), question.source(), span.from(), span.to(), points);
    }

    private @Nullable BaselineView baseline(Question question, Stretch stretch, Counted total, List<String> names) {
        if (question.baseline() == null) {
            return null;
        }
        Stretch other = read(question, question.baseline(), BASELINE_POINTS);
        Counted sum = other.total();
        return new BaselineView(
                text(other.from()),
                text(other.to()),
                totals(sum, names),
                names.stream().map(name -> sum.classes().of(name)).toList(),
                apart(total, sum, Divergence::psi),
                apart(total, sum, Divergence::jensenShannon),
                doubles(stretch.steps(), step -> apart(step, sum, Divergence::psi)),
                doubles(stretch.steps(), step -> apart(step, sum, Divergence::jensenShannon)));
    }

    private static @Nullable Double apart(Counted a, Counted b, ToDoubleBiFunction<Counted, Counted> distance) {
        return a.labels() == 0 || b.labels() == 0 ? null : distance.applyAsDouble(a, b);
    }

    private static List<String> mostFrequent(Counted total, int classes) {
        List<Map.Entry<String, Long>> all = new ArrayList<>();
        total.classes().forEach((name, count) -> all.add(Map.entry(name, count)));
        return all.stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(classes)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Totals totals(Counted sum, List<String> names) {
        return new Totals(sum.windows(), sum.labels(), sum.unknown(), other(sum, names), sum.alarms());
    }

    private static long other(Counted sum, List<String> names) {
        return sum.labels()
                - sum.unknown()
                - names.stream().mapToLong(name -> sum.classes().of(name)).sum();
    }

    private static List<Long> longs(List<Counted> steps, ToLongFunction<Counted> of) {
        return steps.stream().map(of::applyAsLong).toList();
    }

    private static List<@Nullable Double> doubles(List<Counted> steps, Function<Counted, @Nullable Double> of) {
        List<@Nullable Double> values = new ArrayList<>(steps.size());
        for (Counted step : steps) {
            values.add(of.apply(step));
        }
        return values;
    }

    /** Class sets and sources that there is a history of. */
    public HistorySourcesView sources() {
        boolean all = complete.getAsBoolean();
        Comparator<@Nullable String> byName = Comparator.nullsLast(Comparator.naturalOrder());
        return new HistorySourcesView(
                all,
                since(),
                labels.series().stream()
                        .sorted(Comparator.comparing(
                                        (SeriesSum sum) -> sum.series().classSet(), byName)
                                .thenComparing(sum -> sum.series().sourceId(), byName))
                        .map(sum -> new HistorySourcesView.SeriesView(
                                sum.series().classSet(),
                                sum.series().sourceId(),
                                sum.labels(),
                                text(sum.first()),
                                text(sum.last() + HOUR)))
                        .toList());
    }

    /** As {@link LabelHistory#forgetSource}. */
    public long forgetSource(String sourceId) {
        return labels.forgetSource(sourceId);
    }

    private @Nullable String since() {
        return labels.since().map(Instant::toString).orElse(null);
    }

    private static String text(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
