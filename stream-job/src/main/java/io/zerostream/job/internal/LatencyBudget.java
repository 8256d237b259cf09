package io.zerostream.job.internal;

import io.zerostream.schemas.avro.DeadLetterReason;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sheds pictures that waited too long for an answer to be of use, so that those behind them still get one in time. Looked
 * at twice: before decoding, which it saves, and before the model.
 */
public final class LatencyBudget implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long millis;

    /** @param budget from the Kafka timestamp on; zero = nothing is ever shed */
    public LatencyBudget(Duration budget) {
        this.millis = budget.toMillis();
    }

    /**
     * Why a picture is not worth labelling any more.
     *
     * @param now processing time, epoch milliseconds
     * @return null = it is
     */
    public @Nullable Rejection check(Origin origin, long now) {
        long waited = now - origin.timestamp();
        // a picture from a snapshot of release 0.1.0 does not know its timestamp
        return millis == 0 || waited <= millis || origin.timestamp() == 0
                ? null
                : new Rejection(
                        DeadLetterReason.SHED,
                        "waited " + waited + " ms since its Kafka timestamp, latency-budget is " + millis
                                + " ms: add capacity, or give it more time");
    }
}
