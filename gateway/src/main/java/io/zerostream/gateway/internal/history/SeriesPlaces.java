package io.zerostream.gateway.internal.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pairs of class set and source are counted apart: those that came first, and only so many, each once in memory; and
 * which class sets, as many again, whose further sources are counted together. Not thread-safe.
 */
final class SeriesPlaces {
    private final int most;
    private final Map<Series, Series> apart = new HashMap<>();
    private final Set<String> sets = new HashSet<>();

    /** @param most pairs counted apart, and sets */
    SeriesPlaces(int most) {
        this.most = most;
    }

    /** Where the labels of a source are counted: by itself, with the set's further sources, or with further sets. */
    Series of(String classSet, String sourceId) {
        if (sets.size() < most) {
            sets.add(classSet);
        }
        if (!has(classSet)) {
            return new Series(null, null);
        }
        Series own = new Series(classSet, sourceId);
        if (apart.size() < most) {
            apart.putIfAbsent(own, own);
        }
        Series known = apart.get(own);
        return known == null ? new Series(classSet, null) : known;
    }

    /** Whether a set is counted apart. */
    boolean has(String classSet) {
        return sets.contains(classSet);
    }

    /** Whether a source of a set is counted apart. */
    boolean has(String classSet, String sourceId) {
        return apart.containsKey(new Series(classSet, sourceId));
    }

    /** Whether a further pair or a further set would not be counted apart. */
    boolean full() {
        return apart.size() >= most || sets.size() >= most;
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
        if (set != null) {
            sets.add(set);
        }
        if (set != null && series.sourceId() != null) {
            apart.putIfAbsent(series, series);
        }
    }

    void clear() {
        apart.clear();
        sets.clear();
    }
}
