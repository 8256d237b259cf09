package io.zerostream.job.internal.classify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The closed batches that are not done, and since when the model has been at the oldest of them. Times are processing
 * time, milliseconds. Task thread only.
 */
final class UnderWay {
    private final long limit;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private long since;
    private boolean answered;

    /** @param limit how long the model may be at one batch, and the shadow at it */
    UnderWay(Duration limit) {
        this.limit = limit.toMillis();
    }

    int size() {
        return batches.size();
    }

    void add(Batch batch, long now) {
        if (batches.isEmpty()) {
            begin(now);
        }
        batches.add(batch);
    }

    /** The oldest is answered; it is done unless there is a shadow, whose time begins now. */
    void answered(long now) {
        if (batches.getFirst().serving().shadow() == null) {
            done(now);
        } else {
            since = now;
            answered = true;
        }
    }

    /** The oldest is done: the model begins with the next. */
    void done(long now) {
        batches.removeFirst();
        begin(now);
    }

    /** Nobody waits for any of them any longer. */
    void giveUp() {
        batches.clear();
    }

    private void begin(long now) {
        since = now;
        answered = false;
    }

    /** When the oldest should be done; of use while there is one. */
    long deadline() {
        return since + limit;
    }

    /** The oldest when its time is over, else null. */
    @Nullable
    Batch overdue(long now) {
        return now >= deadline() ? batches.peekFirst() : null;
    }

    /** Name and version of the model that is at the oldest; of the shadow once the others have answered. */
    String model() {
        Serving serving = batches.getFirst().serving();
        Served shadow = serving.shadow();
        return answered && shadow != null ? shadow.id() : serving.plan().modelId();
    }
}
