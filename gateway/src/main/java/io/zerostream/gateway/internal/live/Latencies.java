package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.StatsView;
import java.util.Arrays;

/** Percentiles (nearest rank) of the latest latencies. Not thread-safe. */
final class Latencies {
    private final long[] latest;
    private long count;

    Latencies(int capacity) {
        this.latest = new long[capacity];
    }

    void add(long millis) {
        latest[(int) (count++ % latest.length)] = millis;
    }

    StatsView.Latency summary() {
        int samples = (int) Math.min(count, latest.length);
        if (samples == 0) {
            return new StatsView.Latency(0, 0, 0, 0);
        }
        long[] sorted = Arrays.copyOf(latest, samples);
        Arrays.sort(sorted);
        return new StatsView.Latency(samples, rank(sorted, 0.50), rank(sorted, 0.95), rank(sorted, 0.99));
    }

    private static long rank(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
