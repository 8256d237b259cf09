package io.zerostream.job.internal;

import org.jspecify.annotations.Nullable;

/**
 * The Kafka record a picture came in; what is passed on of it. Treat the arrays as read-only.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param timestamp when it arrived in Kafka, epoch milliseconds: its Kafka timestamp
 * @param key its key when that is small, at most {@link #KEPT_KEY_BYTES}; null when it is not, or has none
 * @param value its value when that is small, at most {@link #KEPT_BYTES}; else null
 * @param valueBytes size of its value, bytes
 * @param traceParent W3C traceparent of its headers; null when it has none
 * @param traceState W3C tracestate that came with it; null when none did
 */
public record Origin(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        long valueBytes,
        @Nullable String traceParent,
        @Nullable String traceState) {
    /** Larger values are not carried along: they can be read again at their offset. */
    public static final int KEPT_BYTES = 64 * 1024;

    /** Larger keys are not carried along either: a dead letter has its key twice. */
    public static final int KEPT_KEY_BYTES = 1024;
}
