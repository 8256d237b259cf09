package io.zerostream.job.internal.classify;

import io.zerostream.job.config.Batching;

/**
 * When the batch that fills goes to the model. Times are processing time, milliseconds. Task thread only.
 *
 * <p>Waiting for more pictures pays while the model is idle anyway; so the delay shrinks with every batch under way, to
 * nothing when all places are taken. The size follows the latency target by additive increase and multiplicative
 * decrease, the rule that keeps networks uncongested: one more picture after a full batch that was in time, fewer by as
 * much as a batch was late.
 */
final class BatchPace {
    private static final long NEVER = Long.MAX_VALUE;
    /** Weight of the newest batch in the mean inference time. */
    private static final double NEWEST = 0.25;

    private final Batching batching;
    private final int places;
    private final long target;
    private volatile int size;
    private double inference;
    private long openedAt = NEVER;
    private long deadline = NEVER;

    /**
     * @param batching the limits
     * @param places batches that may be under way
     */
    BatchPace(Batching batching, int places) {
        this.batching = batching;
        this.places = places;
        this.target = batching.targetLatency().toMillis();
        this.size = batching.maxSize();
    }

    /** Pictures at which a batch is full, 1 to the configured most. Any thread. */
    int size() {
        return size;
    }

    /**
     * A picture joined the filling batch.
     *
     * @param underWay batches under way now
     * @return whether the deadline came nearer: look at it when it has come
     */
    boolean joined(long now, int underWay) {
        if (openedAt == NEVER) {
            openedAt = now;
        }
        long due = openedAt + delay(underWay);
        if (due >= deadline) {
            return false;
        }
        deadline = due;
        return true;
    }

    private long delay(int underWay) {
        long delay = batching.maxDelay().toMillis() * Math.max(0, places - underWay) / places;
        return target == 0 ? delay : Math.max(0, Math.min(delay, target - Math.round(inference)));
    }

    /** When the filling batch is due; far away while there is none. */
    long deadline() {
        return deadline;
    }

    /** The filling batch goes. @return when its oldest picture came */
    long close() {
        long opened = openedAt;
        openedAt = NEVER;
        deadline = NEVER;
        return opened;
    }

    /**
     * A batch was answered.
     *
     * @param pictures its size
     * @param took from its oldest picture's arrival until now
     * @param inferenceMillis of that, in the model
     */
    void answered(int pictures, long took, double inferenceMillis) {
        inference = inference == 0 ? inferenceMillis : inference + NEWEST * (inferenceMillis - inference);
        if (target == 0) {
            return;
        }
        if (took > target) {
            int fewer = (int) (pictures * target / took);
            size = Math.max(1, Math.min(size, Math.max(pictures / 2, Math.min(pictures - 1, fewer))));
        } else if (pictures >= size) {
            size = Math.min(batching.maxSize(), size + 1);
        }
    }
}
