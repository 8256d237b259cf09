package io.zerostream.job.internal.fetch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that wait for an answer, and those of the same source that came behind them. A source's pictures leave in the
 * order in which they came; sources do not wait for each other. Plain Java, one thread.
 *
 * @param <T> what waits
 */
final class SourceQueues<T> {
    /** One that waits. */
    static final class Entry<T> {
        private final String source;
        private final T original;
        private final long timestamp;
        private final long bytes;
        private @Nullable T answer;

        private Entry(String source, T original, long timestamp, long bytes) {
            this.source = source;
            this.original = original;
            this.timestamp = timestamp;
            this.bytes = bytes;
        }

        /** As it came. */
        T original() {
            return original;
        }

        /** Its event time. */
        long timestamp() {
            return timestamp;
        }

        /** What goes on in its place; null while it waits. */
        @Nullable
        T answer() {
            return answer;
        }
    }

    private final Map<String, Deque<Entry<T>>> bySource = new HashMap<>();
    private final Set<Entry<T>> inOrder = new LinkedHashSet<>();
    private final TreeMap<Long, Integer> timestamps = new TreeMap<>();
    private long bytes;

    /** Whether one of a source may pass at once. */
    boolean free(String source) {
        return !bySource.containsKey(source);
    }

    /**
     * Adds one at the end of its source.
     *
     * @param weight bytes it holds
     */
    Entry<T> add(String source, T original, long timestamp, long weight) {
        Entry<T> entry = new Entry<>(source, original, timestamp, weight);
        bySource.computeIfAbsent(source, s -> new ArrayDeque<>()).addLast(entry);
        inOrder.add(entry);
        timestamps.merge(timestamp, 1, Integer::sum);
        bytes += weight;
        return entry;
    }

    /**
     * One has its answer.
     *
     * @return those that may leave now, in order
     */
    List<Entry<T>> answered(Entry<T> entry, T answer) {
        entry.answer = answer;
        Deque<Entry<T>> queue = bySource.get(entry.source);
        List<Entry<T>> leaving = new ArrayList<>();
        while (queue != null && !queue.isEmpty() && queue.getFirst().answer != null) {
            Entry<T> first = queue.removeFirst();
            inOrder.remove(first);
            timestamps.computeIfPresent(first.timestamp, (t, n) -> n == 1 ? null : n - 1);
            bytes -= first.bytes;
            leaving.add(first);
        }
        if (queue != null && queue.isEmpty()) {
            bySource.remove(entry.source);
        }
        return leaving;
    }

    /** How many wait. */
    int size() {
        return inOrder.size();
    }

    /** Bytes of those that wait. */
    long bytes() {
        return bytes;
    }

    /** The oldest event time of those that wait; {@link Long#MAX_VALUE} when none does. */
    long oldest() {
        return timestamps.isEmpty() ? Long.MAX_VALUE : timestamps.firstKey();
    }

    /** All that wait, as they came, in order. */
    List<Entry<T>> waiting() {
        return List.copyOf(inOrder);
    }
}
