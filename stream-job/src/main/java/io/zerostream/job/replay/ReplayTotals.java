package io.zerostream.job.replay;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a replay has come to so far.
 *
 * @param labels labels, unknown ones included
 * @param unknown labels with outcome UNKNOWN
 * @param deadLetters dead letters by reason
 */
public record ReplayTotals(long labels, long unknown, Map<String, Long> deadLetters) {

    /** From the accumulators of the Flink job. */
    public static ReplayTotals of(Map<String, Object> accumulators) {
        Map<String, Long> dead = new TreeMap<>();
        accumulators.forEach((name, value) -> {
            if (name.startsWith(CountOutcomes.DEAD)) {
                dead.put(name.substring(CountOutcomes.DEAD.length()), (Long) value);
            }
        });
        return new ReplayTotals(
                (Long) accumulators.getOrDefault(CountOutcomes.LABELS, 0L),
                (Long) accumulators.getOrDefault(CountOutcomes.UNKNOWN, 0L),
                dead);
    }

    /** Pictures that have ended, as label or dead letter. */
    public long pictures() {
        return labels + deadLetters.values().stream().mapToLong(Long::longValue).sum();
    }
}
