package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Ends a run whose registries are pinned when nothing better can come: at once by what is refused, and after some time by
 * what a stream would wait for, such as weights that cannot be fetched.
 */
final class PinnedRun implements Consumer<Alarm> {
    /** Beside what every subtask sees. */
    private static final Set<Code> END_IT =
            EnumSet.of(Code.MODEL_REFUSED, Code.MODEL_NO_MEMORY, Code.CLASS_SET_NO_MEMORY, Code.DEVICE_SICK);

    private final Duration patience;
    private final LongSupplier nanos;
    private boolean waits;
    private long since;

    /**
     * @param patience longest time without anything that serves ({@code swap.timeout}); looked at once a minute
     * @param nanos a clock that only goes forward, nanoseconds from anywhere
     */
    PinnedRun(Duration patience, LongSupplier nanos) {
        this.patience = patience;
        this.nanos = nanos;
    }

    /** @throws IllegalStateException when the run is to end */
    @Override
    public void accept(Alarm alarm) {
        if (alarm.code().everywhere() || END_IT.contains(alarm.code())) {
            throw new IllegalStateException(alarm.message());
        }
        if (alarm.code() == Code.SERVING_RECOVERED) {
            waits = false;
        } else if (alarm.code() == Code.NOT_SERVING) {
            long now = nanos.getAsLong();
            since = waits ? since : now;
            waits = true;
            if (now - since >= patience.toNanos()) {
                throw new IllegalStateException(alarm.message() + "; a replay waits for no longer than swap.timeout, "
                        + patience.toSeconds() + " s");
            }
        }
    }
}
