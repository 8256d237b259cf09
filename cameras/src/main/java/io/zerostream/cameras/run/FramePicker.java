package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.Frame;
import io.zerostream.cameras.stream.StreamException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which frames of a camera are sent: at most so many a second, and only what changed, or what is overdue. Not thread-safe. */
final class FramePicker {
    /** What becomes of a frame. */
    enum Choice {
        /** It came too soon after the last that was looked at. */
        TOO_SOON,
        /** Nothing has changed. */
        UNCHANGED,
        /** It is to be sent. */
        SEND
    }

    private final Duration apart;
    private final @Nullable Duration atLeastEvery;
    private final ChangeDetector change;
    private @Nullable Instant due;
    private @Nullable Instant lastSent;
    private Instant last = Instant.MIN;

    /**
     * @param framesPerSecond above 0
     * @param atLeastEvery after this a frame is sent that did not change; null = never
     * @param change says what changed
     */
    FramePicker(double framesPerSecond, @Nullable Duration atLeastEvery, ChangeDetector change) {
        this.apart = Duration.ofNanos(Math.round(1e9 / framesPerSecond));
        this.atLeastEvery = atLeastEvery;
        this.change = change;
    }

    /** Whether one that was taken then is to be looked at. */
    boolean due(Instant taken) {
        return due == null || !taken.isBefore(due) || taken.isBefore(last);
    }

    /** Looks at a frame that was taken then; at its pixels only if it is due. */
    Choice look(Frame frame, Instant taken) throws StreamException {
        boolean back = taken.isBefore(last);
        boolean tooSoon = !due(taken);
        last = taken;
        if (tooSoon) {
            return Choice.TOO_SOON;
        }
        // from frame to frame, so that 25 a second make 2 a second and not 1.92; but what was missed is not made up for
        due = back || due == null || taken.isAfter(due.plus(apart)) ? taken.plus(apart) : due.plus(apart);
        boolean changed = change.changed(frame);
        if (!changed && !overdue(taken, back)) {
            return Choice.UNCHANGED;
        }
        change.sent();
        lastSent = taken;
        return Choice.SEND;
    }

    private boolean overdue(Instant taken, boolean back) {
        return atLeastEvery != null && (back || lastSent == null || !taken.isBefore(lastSent.plus(atLeastEvery)));
    }
}
