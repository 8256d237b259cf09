package io.zerostream.schemas;

import java.util.Collection;

/**
 * Percentiles by nearest rank; all but the count are -1 when there are no values.
 *
 * @param count of the values
 * @param p50 half of the values are at most this
 * @param p95 95 % of the values are at most this
 * @param p99 99 % of the values are at most this
 * @param max the largest
 */
public record Percentiles(int count, long p50, long p95, long p99, long max) {
    /** @param values in any order */
    public static Percentiles of(Collection<Long> values) {
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Percentiles(sorted.length, rank(sorted, 50), rank(sorted, 95), rank(sorted, 99), rank(sorted, 100));
    }

    private static long rank(long[] sorted, int percent) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
    }
}
