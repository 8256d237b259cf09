package io.zerostream.gateway.internal.history;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Sums over steps of one length, by the start of their windows; so many of the newest steps in which there are labels. Not
 * thread-safe.
 */
final class Tier {
    private final long step;
    private final int most;
    private final NavigableMap<Long, Map<Series, Counted>> steps = new TreeMap<>();
    private long since = Long.MIN_VALUE;
    private long namedSince = Long.MIN_VALUE;
    private long bytes;

    /**
     * @param step length, milliseconds
     * @param most steps kept
     */
    Tier(long step, int most) {
        this.step = step;
        this.most = most;
    }

    /** Length of its steps, milliseconds. */
    long step() {
        return step;
    }

    /** Nothing before is known here, epoch milliseconds. */
    long since() {
        return since;
    }

    /** What it takes in memory, about. */
    long bytes() {
        return bytes;
    }

    /** Nothing up to an instant can be told by these steps: a window is longer. */
    void unknownUntil(long end) {
        while (!steps.isEmpty() && steps.firstKey() < end) {
            dropOldest();
        }
        since = Math.max(since, end);
    }

    /** Adds a window, unless it is older than what is kept. */
    void add(long start, Series series, Counted window) {
        long at = Math.floorDiv(start, step) * step;
        if (at < since) {
            return;
        }
        Counted named = at < namedSince ? window.folded() : window;
        put(at, series, of(at, series).plus(named));
        while (steps.size() > most) {
            dropOldest();
        }
    }

    /** Takes a window back that was added. */
    void remove(long start, Series series, Counted window) {
        long at = Math.floorDiv(start, step) * step;
        if (at >= since) {
            put(at, series, of(at, series).minus(window));
        }
    }

    /** Forgets a source, but for labels of it that are counted together with those of others; returns its windows. */
    long forgetSource(String sourceId) {
        long windows = 0;
        for (Map<Series, Counted> step : steps.values()) {
            Iterator<Map.Entry<Series, Counted>> sums = step.entrySet().iterator();
            while (sums.hasNext()) {
                Map.Entry<Series, Counted> sum = sums.next();
                if (sourceId.equals(sum.getKey().sourceId())) {
                    windows += sum.getValue().windows();
                    bytes -= sum.getValue().bytes();
                    sums.remove();
                }
            }
        }
        steps.values().removeIf(Map::isEmpty);
        return windows;
    }

    private Counted of(long at, Series series) {
        return steps.getOrDefault(at, Map.of()).getOrDefault(series, Counted.NOTHING);
    }

    private void put(long at, Series series, Counted sum) {
        Counted before = steps.computeIfAbsent(at, key -> new HashMap<>()).put(series, sum);
        bytes += sum.bytes() - (before == null ? 0 : before.bytes());
    }

    /** Forgets the oldest step; false when there is none. */
    boolean dropOldest() {
        Map.Entry<Long, Map<Series, Counted>> oldest = steps.pollFirstEntry();
        if (oldest == null) {
            return false;
        }
        bytes -= oldest.getValue().values().stream().mapToLong(Counted::bytes).sum();
        since = oldest.getKey() + step;
        return true;
    }

    /** Counts the classes of the oldest step together in which they are still named; false when there is none. */
    boolean foldOldest() {
        Map.Entry<Long, Map<Series, Counted>> oldest = steps.ceilingEntry(namedSince);
        if (oldest == null) {
            return false;
        }
        for (Map.Entry<Series, Counted> sum : oldest.getValue().entrySet()) {
            bytes -= sum.getValue().bytes();
            sum.setValue(sum.getValue().folded());
            bytes += sum.getValue().bytes();
        }
        namedSince = oldest.getKey() + step;
        return true;
    }

    /** The sums of steps that begin at an instant or later and before another, epoch milliseconds. */
    NavigableMap<Long, Map<Series, Counted>> between(long from, long to) {
        return steps.subMap(from, true, to, false);
    }

    /** All sums. */
    NavigableMap<Long, Map<Series, Counted>> all() {
        return steps;
    }

    /** Forgets all. */
    void clear() {
        steps.clear();
        since = Long.MIN_VALUE;
        namedSince = Long.MIN_VALUE;
        bytes = 0;
    }
}
