package io.zerostream.gateway.internal.history;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which windows have been counted, by 64 bits each, for the newest hours of their starts: as long as a job may write them
 * again that was set back to an older savepoint. Not thread-safe.
 */
final class SeenWindows {
    private static final long HOUR = 3_600_000;
    private static final int LEAST = 16;

    private final int most;
    private final NavigableMap<Long, Hour> hours = new TreeMap<>();
    private int size;

    /** @param most windows remembered, 8 bytes each */
    SeenWindows(int most) {
        this.most = most;
    }

    /**
     * Whether the window is new.
     *
     * @param start of the window, epoch milliseconds
     * @param id of the window, as good as unique
     */
    boolean add(long start, long id) {
        if (!hours.computeIfAbsent(Math.floorDiv(start, HOUR), key -> new Hour())
                .add(id)) {
            return false;
        }
        size++;
        while (size > most) {
            size -= hours.pollFirstEntry().getValue().size;
        }
        return true;
    }

    void clear() {
        hours.clear();
        size = 0;
    }

    private static final class Hour {
        private long[] sorted = new long[LEAST];
        private int size;

        boolean add(long id) {
            int at = Arrays.binarySearch(sorted, 0, size, id);
            if (at >= 0) {
                return false;
            }
            int place = -at - 1;
            if (size == sorted.length) {
                sorted = Arrays.copyOf(sorted, 2 * size);
            }
            System.arraycopy(sorted, place, sorted, place + 1, size - place);
            sorted[place] = id;
            size++;
            return true;
        }
    }
}
