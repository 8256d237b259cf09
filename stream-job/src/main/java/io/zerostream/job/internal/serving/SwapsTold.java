package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.control.Plan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells metrics, log and notices what serves, and metrics what is under way. */
public record SwapsTold(ServingMetrics metrics, SwapLog log) implements ServingControl.WhenServing {
    @Override
    public void serves(@Nullable Serving before, Serving serving, Duration opening) {
        metrics.serves(serving, opening);
        log.serves(before, serving, opening);
    }

    @Override
    public void prepares(@Nullable Plan wanted, ModelDesk.Status status) {
        metrics.prepares(wanted, status);
    }
}
