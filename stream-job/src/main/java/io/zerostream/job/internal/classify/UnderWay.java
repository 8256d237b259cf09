package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.serving.Served;
import io.zerostream.job.internal.serving.Serving;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * The closed batches that are not done, oldest first; one that the model does not come back from is given up in time. Time
 * counts from when the model began with a batch, and anew for the shadow. Task thread only.
 */
final class UnderWay {
    private final ProcessingTimeService clock;
    private final Duration limit;
    private final Consumer<Failure> whenStuck;
    private final Deque<Batch> batches = new ArrayDeque<>();
    /** Since when the model, or the shadow, has been at the oldest; processing time, milliseconds. */
    private long since;

    private boolean inShadow;
    private boolean watched;

    /**
     * @param limit how long the model may be at one batch, and the shadow at it
     * @param whenStuck hears once that it did not come back; nothing is under way any more then
     */
    UnderWay(ProcessingTimeService clock, Duration limit, Consumer<Failure> whenStuck) {
        this.clock = clock;
        this.limit = limit;
        this.whenStuck = whenStuck;
    }

    /** How many; those whose shadow has not answered too. */
    int size() {
        return batches.size();
    }

    /** One was closed. */
    void add(Batch batch) {
        if (batches.isEmpty()) {
            begin(false);
        }
        batches.add(batch);
        watch();
    }

    /** The oldest is answered; it is done unless there is a shadow. */
    void answered() {
        if (batches.getFirst().serving().shadow() == null) {
            done();
        } else {
            begin(true);
        }
    }

    /** The oldest is done: the model begins with the next. */
    void done() {
        batches.removeFirst();
        begin(false);
    }

    private void begin(boolean shadow) {
        since = clock.getCurrentProcessingTime();
        inShadow = shadow;
    }

    /** One timer at a time, for as long as there are batches. */
    private void watch() {
        if (!watched && !batches.isEmpty()) {
            watched = true;
            clock.registerTimer(deadline(), time -> look());
        }
    }

    private long deadline() {
        return since + limit.toMillis();
    }

    private void look() {
        watched = false;
        if (!batches.isEmpty() && clock.getCurrentProcessingTime() >= deadline()) {
            Failure failure = Failure.stuck(model(), batches.getFirst().size(), limit);
            batches.clear();
            whenStuck.accept(failure);
        }
        watch();
    }

    /** Name and version of the model that is at the oldest. */
    private String model() {
        Serving serving = batches.getFirst().serving();
        Served shadow = serving.shadow();
        return inShadow && shadow != null ? shadow.id() : serving.plan().modelId();
    }
}
