package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.FrameStream;
import io.zerostream.schemas.avro.Camera;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plays a video file as fast as it was taken; what a camera brings comes by itself. Not thread-safe. */
final class Playback {
    private static final Duration FARTHEST = Duration.ofMinutes(1);

    private final boolean file;
    private final Clock clock;
    private @Nullable Instant start;
    private long first;

    Playback(Camera camera, FrameStream stream, Clock clock) {
        this.file = camera.getUrl().regionMatches(true, 0, "file:", 0, 5) && !stream.still();
        this.clock = clock;
    }

    /** Whether it is a video file, which has an end. */
    boolean file() {
        return file;
    }

    /**
     * Waits until a frame is to be shown, or the latch is open.
     *
     * @param at its position, microseconds from anywhere; empty = not known, and it is shown at once
     */
    void await(OptionalLong at, CountDownLatch closing) throws InterruptedException {
        if (!file || at.isEmpty()) {
            return;
        }
        long position = at.getAsLong();
        if (start == null) {
            start = clock.instant();
            first = position;
        }
        Duration left = Duration.between(clock.instant(), start.plus(position - first, ChronoUnit.MICROS));
        if (left.compareTo(FARTHEST) > 0) {
            // a damaged time, or a cut: nothing is worth such a wait
            start = clock.instant();
            first = position;
        } else if (!left.isNegative()) {
            closing.await(left.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
