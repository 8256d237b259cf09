package io.zerostream.job.internal.classify;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far event time may go downstream: as far as it came in, but never past a picture that is still owed, or its label
 * would be late for its window. Never goes back. Task thread only.
 */
final class WatermarkHold {
    /** Oldest timestamps of the batches under way, in their order. */
    private final Deque<Long> underWay = new ArrayDeque<>();

    private long filling = Long.MAX_VALUE;
    private long received = Long.MIN_VALUE;
    private long emitted = Long.MIN_VALUE;

    /** A picture is owed. */
    void owe(long timestamp) {
        filling = Math.min(filling, timestamp);
    }

    /** The pictures owed and not under way went to the model. */
    void closeBatch() {
        underWay.addLast(filling);
        filling = Long.MAX_VALUE;
    }

    /** The oldest batch under way was answered. */
    void finishBatch() {
        underWay.removeFirst();
    }

    /** A watermark came in. */
    void receive(long timestamp) {
        received = Math.max(received, timestamp);
    }

    boolean owesNothing() {
        return underWay.isEmpty() && filling == Long.MAX_VALUE;
    }

    /**
     * Moves on as far as possible.
     *
     * @return whether there is a new watermark to emit, {@link #emitted}
     */
    boolean advance() {
        long oldest = filling;
        for (long batch : underWay) {
            oldest = Math.min(oldest, batch);
        }
        // a watermark w promises that nothing at or before w follows
        long limit = oldest == Long.MAX_VALUE ? Long.MAX_VALUE : oldest - 1;
        long next = Math.min(received, limit);
        if (next <= emitted) {
            return false;
        }
        emitted = next;
        return true;
    }

    /** The last watermark that went downstream. */
    long emitted() {
        return emitted;
    }
}
