package io.zerostream.bench.swap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Latencies of pictures around swaps of one kind, milliseconds. */
final class Latencies {
    private static final double HALF = 0.5;
    private static final double MOST = 0.95;
    private static final double NEARLY_ALL = 0.99;

    private final List<Long> millis = new ArrayList<>();
    private final List<Long> swaps = new ArrayList<>();

    /**
     * Adds those of one swap.
     *
     * @param swap from its record to the first label that it changed
     */
    void add(List<Long> latencies, long swap) {
        millis.addAll(latencies);
        swaps.add(swap);
    }

    /** Counts and percentiles by name. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("pictures", millis.size());
        summary.put("p50_ms", percentile(millis, HALF));
        summary.put("p95_ms", percentile(millis, MOST));
        summary.put("p99_ms", percentile(millis, NEARLY_ALL));
        summary.put("max_ms", percentile(millis, 1));
        summary.put("record_to_first_label_p50_ms", percentile(swaps, HALF));
        return summary;
    }

    /** Least value that this share of the values does not exceed; 0 when there is none. */
    static long percentile(List<Long> values, double share) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
