package io.zerostream.gateway.internal.history;

import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;

/**
 * What makes two records of {@code label-stats} the same window.
 *
 * @param start first instant, epoch milliseconds
 */
record WindowId(WindowKind kind, String classSet, String sourceId, long start) {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final char BETWEEN = '\0';

    static WindowId of(LabelStats window) {
        return new WindowId(
                window.getKind(),
                window.getClassSet(),
                window.getSourceId(),
                window.getWindowStart().toEpochMilli());
    }

    /** 64 bits (FNV-1a), by which millions of windows are told apart as good as surely. */
    long bits() {
        String text = classSet + BETWEEN + sourceId + BETWEEN + kind + BETWEEN + start;
        long bits = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            bits = (bits ^ text.charAt(i)) * PRIME;
        }
        return bits;
    }
}
