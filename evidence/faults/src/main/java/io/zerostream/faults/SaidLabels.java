package io.zerostream.faults;

import io.zerostream.job.ExpectedSightings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Labels of one class set and source by event time. As in the job, a picture counts once in an instant, however often it is
 * on {@code labels}; with another event time it counts again. Not thread-safe.
 */
final class SaidLabels {
    private final NavigableMap<Long, List<Said>> byTime = new TreeMap<>();
    private final Set<Instant> pictures = new HashSet<>();

    private record Instant(long at, String eventId) {}

    /**
     * One of them.
     *
     * @param at event time, epoch milliseconds
     * @param labelledAt by the wall clock, epoch milliseconds
     * @param label what it says
     */
    record Said(long at, long labelledAt, ExpectedSightings.Said label) {}

    void add(Said said) {
        if (pictures.add(new Instant(said.at(), said.label().eventId()))) {
            byTime.computeIfAbsent(said.at(), t -> new ArrayList<>()).add(said);
        }
    }

    List<Said> all() {
        return byTime.values().stream().flatMap(List::stream).toList();
    }

    /** Those that say a class, from one event time to another, both inclusive. */
    List<Said> of(String className, long from, long to) {
        return from > to
                ? List.of()
                : byTime.subMap(from, true, to, true).values().stream()
                        .flatMap(List::stream)
                        .filter(said -> said.label().className().equals(className))
                        .toList();
    }

    /** What the job keeps of them. */
    NavigableMap<Long, List<ExpectedSightings.Said>> whatTheySay() {
        NavigableMap<Long, List<ExpectedSightings.Said>> all = new TreeMap<>();
        byTime.forEach((at, said) -> all.put(at, said.stream().map(Said::label).toList()));
        return all;
    }

    /** By event time; not to be changed. */
    List<Map.Entry<Long, List<Said>>> instants() {
        return List.copyOf(byTime.entrySet());
    }
}
