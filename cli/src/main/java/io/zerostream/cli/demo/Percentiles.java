package io.zerostream.cli.demo;

import java.util.List;

/**
 * Percentiles by nearest rank.
 *
 * @param p50 half of the values are at most this
 * @param p95 95 % of the values are at most this
 * @param p99 99 % of the values are at most this
 */
record Percentiles(long p50, long p95, long p99) {
    /** @param values in any order; all percentiles are -1 when there are none */
    static Percentiles of(List<Long> values) {
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Percentiles(rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
    }

    private static long rank(long[] sorted, int percent) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
    }
}
