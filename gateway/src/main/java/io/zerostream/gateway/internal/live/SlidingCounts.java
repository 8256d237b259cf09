package io.zerostream.gateway.internal.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts by name over the last so many seconds, in slices of a sixtieth of the span but at least a second. Not
 * thread-safe.
 */
final class SlidingCounts {
    private static final int SLICES = 60;

    private final long sliceMillis;
    private final int slices;
    private final Deque<Slice> latest = new ArrayDeque<>();

    private record Slice(long number, Map<String, Long> counts) {}

    SlidingCounts(Duration span) {
        this.sliceMillis = Math.max(1000, span.toMillis() / SLICES);
        this.slices = (int) Math.max(1, span.toMillis() / sliceMillis);
    }

    void add(String name, Instant now) {
        long number = now.toEpochMilli() / sliceMillis;
        dropBefore(number - slices);
        Slice last = latest.peekLast();
        if (last == null || last.number() < number) {
            last = new Slice(number, new HashMap<>());
            latest.addLast(last);
        }
        last.counts().merge(name, 1L, Long::sum);
    }

    /** Counts of the slices that are complete or running and lie within the last {@code within}. */
    Map<String, Long> sums(Instant now, Duration within) {
        long number = now.toEpochMilli() / sliceMillis;
        dropBefore(number - slices);
        long first = number - within.toMillis() / sliceMillis;
        Map<String, Long> sums = new HashMap<>();
        for (Slice slice : latest) {
            if (slice.number() > first) {
                slice.counts().forEach((name, count) -> sums.merge(name, count, Long::sum));
            }
        }
        return sums;
    }

    private void dropBefore(long number) {
        while (!latest.isEmpty() && latest.getFirst().number() <= number) {
            latest.removeFirst();
        }
    }
}
