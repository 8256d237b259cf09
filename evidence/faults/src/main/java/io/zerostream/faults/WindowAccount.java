package io.zerostream.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Compares windows with the labels they count. A window is closed once any window that ends with it or later is
 * published, for all of them close by one watermark. In closed windows each label is counted once: in the window of its
 * event time, or as late.
 */
final class WindowAccount {
    private final Consumer<String> example;
    private final Map<Key, TreeMap<Long, Long>> labels = new HashMap<>();
    private final List<Published> tumbling = new ArrayList<>();
    private final Set<Published> seen = new HashSet<>();
    private long late;
    private long repeated;
    private long windows;

    private record Key(String classSet, String source) {}

    /**
     * A window's record.
     *
     * @param start inclusive, milliseconds
     * @param end exclusive, milliseconds
     * @param late whether it counts labels that came after their window closed
     * @param labels how many it counts
     */
    record Published(String classSet, String source, long start, long end, boolean late, long labels) {
        private Published withoutCount() {
            return new Published(classSet, source, start, end, late, 0);
        }
    }

    /** @param example takes sentences about what is wrong */
    WindowAccount(Consumer<String> example) {
        this.example = example;
    }

    void label(String classSet, String source, long capturedAt) {
        labels.computeIfAbsent(new Key(classSet, source), k -> new TreeMap<>()).merge(capturedAt, 1L, Long::sum);
    }

    void published(Published window) {
        windows++;
        if (!seen.add(window.withoutCount())) {
            repeated++;
            example.accept(window + " was published before");
        } else if (window.late()) {
            late += window.labels();
        } else {
            tumbling.add(window);
        }
    }

    long count() {
        return windows;
    }

    long lateLabels() {
        return late;
    }

    /** Event time, exclusive, epoch milliseconds, that was reached when the last of these windows closed. */
    long closedUntil() {
        return tumbling.stream().mapToLong(Published::end).max().orElse(Long.MIN_VALUE);
    }

    /** Labels in windows that are still open: nothing can be said about them. */
    long openLabels() {
        long closed = closedUntil();
        return labels.values().stream()
                .mapToLong(times -> sum(times.tailMap(closed, true)))
                .sum();
    }

    /** Windows published twice, windows that count too many, and labels of closed windows that nothing counts. */
    long wrong() {
        long tooMany = 0;
        long counted = 0;
        for (Published window : tumbling) {
            TreeMap<Long, Long> times =
                    labels.getOrDefault(new Key(window.classSet(), window.source()), new TreeMap<>());
            long there = sum(times.subMap(window.start(), window.end()));
            counted += window.labels();
            if (window.labels() > there) {
                tooMany++;
                example.accept(window + " has only " + there + " labels");
            }
        }
        long closed = closedUntil();
        long expected = labels.values().stream()
                .mapToLong(times -> sum(times.headMap(closed)))
                .sum();
        long uncounted = Math.abs(expected - counted - late);
        if (uncounted > 0) {
            example.accept(
                    "closed windows count " + counted + " labels and " + late + " late ones; there are " + expected);
        }
        return repeated + tooMany + uncounted;
    }

    private static long sum(Map<Long, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
