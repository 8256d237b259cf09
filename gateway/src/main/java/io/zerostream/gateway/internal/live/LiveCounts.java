package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.StatsView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What happened since the gateway started, and lately. Thread-safe; bounded in the number of classes it names. */
public final class LiveCounts {
    private static final Duration RATE_SPAN = Duration.ofSeconds(10);
    private static final int LATENCY_SAMPLES = 1000;
    private static final String PICTURE = "picture";
    private static final String LABEL = "label";
    private static final String UNKNOWN = "unknown";

    private final Instant startedAt;
    private final int countedClasses;
    private final Duration span;
    private final Map<String, Long> byClass = new HashMap<>();
    private final Map<String, Long> byReason = new TreeMap<>();
    private final SlidingCounts recentByClass;
    private final SlidingCounts recent;
    private final SlidingCounts rates = new SlidingCounts(RATE_SPAN);
    private final Latencies latencies = new Latencies(LATENCY_SAMPLES);
    private long pictures;
    private long labels;
    private long unknown;
    private long deadLetters;
    private long repeats;
    private long right;
    private long wrong;
    private long otherClasses;

    /**
     * @param startedAt since when
     * @param countedClasses classes counted by name, at least 1
     * @param span of the sliding counts
     */
    public LiveCounts(Instant startedAt, int countedClasses, Duration span) {
        this.startedAt = startedAt;
        this.countedClasses = countedClasses;
        this.span = span;
        this.recentByClass = new SlidingCounts(span);
        this.recent = new SlidingCounts(span);
    }

    synchronized void picture(Instant now) {
        pictures++;
        rates.add(PICTURE, now);
    }

    synchronized void label(LabelView label, long latencyMillis, Instant now) {
        labels++;
        latencies.add(latencyMillis);
        rates.add(LABEL, now);
        recent.add(LABEL, now);
        if (label.label() == null) {
            unknown++;
            recent.add(UNKNOWN, now);
        } else if (byClass.size() < countedClasses || byClass.containsKey(label.label())) {
            byClass.merge(label.label(), 1L, Long::sum);
            recentByClass.add(label.label(), now);
        } else {
            otherClasses++;
        }
        if (label.verdict() != null) {
            if (label.verdict().equals(Verdicts.RIGHT)) {
                right++;
            } else {
                wrong++;
            }
        }
    }

    synchronized void repeat() {
        repeats++;
    }

    synchronized void deadLetter(String reason) {
        deadLetters++;
        byReason.merge(reason, 1L, Long::sum);
    }

    /**
     * All counts, with the classes that are most frequent since the start and those that are most frequent lately.
     *
     * @param classes of each at most so many
     */
    public synchronized StatsView snapshot(Instant now, int classes) {
        Map<String, Long> lately = recentByClass.sums(now, span);
        Map<String, Long> spanSums = recent.sums(now, span);
        Map<String, Long> rateSums = rates.sums(now, RATE_SPAN);
        long spanLabels = spanSums.getOrDefault(LABEL, 0L);
        long spanUnknown = spanSums.getOrDefault(UNKNOWN, 0L);
        List<StatsView.ClassCount> all = byClass.entrySet().stream()
                .map(e -> new StatsView.ClassCount(e.getKey(), e.getValue(), lately.getOrDefault(e.getKey(), 0L)))
                .toList();
        List<StatsView.ClassCount> counts = Stream.concat(
                        most(all, StatsView.ClassCount::count, classes),
                        most(all, StatsView.ClassCount::recent, classes).filter(count -> count.recent() > 0))
                .distinct()
                .sorted(byMost(StatsView.ClassCount::count))
                .toList();
        return new StatsView(
                startedAt.toString(),
                new StatsView.Totals(
                        pictures, labels, unknown, share(unknown, labels), deadLetters, repeats, right, wrong),
                new StatsView.Recent(
                        span.toSeconds(),
                        spanLabels,
                        spanUnknown,
                        share(spanUnknown, spanLabels),
                        rateSums.getOrDefault(PICTURE, 0L) / (double) RATE_SPAN.toSeconds(),
                        rateSums.getOrDefault(LABEL, 0L) / (double) RATE_SPAN.toSeconds()),
                latencies.summary(),
                counts,
                otherClasses,
                Map.copyOf(byReason));
    }

    private static Stream<StatsView.ClassCount> most(
            List<StatsView.ClassCount> all, ToLongFunction<StatsView.ClassCount> counted, int classes) {
        return all.stream().sorted(byMost(counted)).limit(classes);
    }

    private static Comparator<StatsView.ClassCount> byMost(ToLongFunction<StatsView.ClassCount> counted) {
        return Comparator.comparingLong(counted).reversed().thenComparing(StatsView.ClassCount::name);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }
}
