package io.zerostream.gateway.internal.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pairs of class set and source are counted apart: those that came first, and only so many, each once in memory. Not
 * thread-safe.
 */
final class SeriesPlaces {
    private final int most;
    private final Map<Series, Series> apart = new HashMap<>();
    private final Set<String> sets = new HashSet<>();

    /** @param most pairs counted apart */
    SeriesPlaces(int most) {
        this.most = most;
    }

    /** Where the labels of a source are counted: by itself, with the set's further sources, or with further sets. */
    Series of(String classSet, String sourceId) {
        Series own = new Series(classSet, sourceId);
        if (!full()) {
            take(own);
        }
        Series known = apart.get(own);
        return known == null ? new Series(sets.contains(classSet) ? classSet : null, null) : known;
    }

    /** Whether a further pair would not be counted apart. */
    boolean full() {
        return apart.size() >= most;
    }

    /** Frees the places of those that are counted nowhere any more. */
    void keep(Collection<Series> counted) {
        clear();
        counted.forEach(this::take);
    }

    /** Frees the places of a source. */
    void forgetSource(String sourceId) {
        apart.keySet().removeIf(series -> sourceId.equals(series.sourceId()));
    }

    private void take(Series series) {
        @Nullable String set = series.classSet();
        if (set != null && series.sourceId() != null) {
            apart.putIfAbsent(series, series);
            sets.add(set);
        }
    }

    void clear() {
        apart.clear();
        sets.clear();
    }
}
