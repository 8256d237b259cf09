package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.FrameStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** Frames of one connection as they come: when each was taken, and whether it is due. Not thread-safe. */
final class Arrivals implements FrameStream.Pace<InterruptedException> {
    private final Playback playback;
    private final FramePicker picker;
    private final Clock clock;
    private final CountDownLatch closing;
    private final StreamClock times = new StreamClock();
    private Instant taken = Instant.MIN;

    /**
     * @param playback holds up frames of files until they are to be shown
     * @param picker knows the frames that were looked at
     * @param closing ends a wait
     */
    Arrivals(Playback playback, FramePicker picker, Clock clock, CountDownLatch closing) {
        this.playback = playback;
        this.picker = picker;
        this.clock = clock;
        this.closing = closing;
    }

    @Override
    public boolean due(OptionalLong position, Optional<Instant> told) throws InterruptedException {
        playback.await(position, closing);
        taken = times.at(position, told, clock.instant());
        return picker.due(taken);
    }

    /** When the last of which it was asked was taken. */
    Instant taken() {
        return taken;
    }

    /** What the times of the stream are like. */
    StreamClock times() {
        return times;
    }
}
