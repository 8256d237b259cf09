package io.zerostream.gateway.internal.view;

import java.util.List;
import java.util.Map;

/**
 * Counts since the gateway started and over a sliding span.
 *
 * @param classes labels by class, most frequent since the start first; where not all are here, then those that are most
 *     frequent since the start or in the sliding span
 * @param otherClasses labels of classes beyond those counted by name
 * @param deadLettersByReason dead letters since the start
 */
public record StatsView(
        String startedAt,
        Totals totals,
        Recent recent,
        Latency latencyMs,
        List<ClassCount> classes,
        long otherClasses,
        Map<String, Long> deadLettersByReason) {

    /**
     * Since the gateway started.
     *
     * @param repeats labels that came again and were dropped
     * @param right labels that agree with the truth the picture carries
     * @param wrong labels that do not
     */
    public record Totals(
            long pictures,
            long labels,
            long unknown,
            double unknownShare,
            long deadLetters,
            long repeats,
            long right,
            long wrong) {}

    /**
     * The sliding span.
     *
     * @param seconds its length
     * @param picturesPerSecond over the last ten seconds
     * @param labelsPerSecond over the last ten seconds
     */
    public record Recent(
            long seconds,
            long labels,
            long unknown,
            double unknownShare,
            double picturesPerSecond,
            double labelsPerSecond) {}

    /** From captured to seen by the gateway, milliseconds, over the last labels; zeros when there are none. */
    public record Latency(int samples, long p50, long p95, long p99) {}

    /** One class: labels since the start, and in the sliding span. */
    public record ClassCount(String name, long count, long recent) {}
}
