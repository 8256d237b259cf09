package io.zerostream.cameras.run;

import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one camera does, counted by its two threads. Thread-safe. */
final class CameraProgress {
    private final Clock clock;
    private final CameraState.Builder state;
    /** Of the stream and of the way to Kafka; the first is told first. */
    private @Nullable String streamProblem;

    private @Nullable String sinkProblem;
    /** What ended one of its threads. */
    private @Nullable String fatal;

    CameraProgress(String name, String runner, Clock clock) {
        this.clock = clock;
        Instant now = clock.instant();
        state = CameraState.newBuilder()
                .setName(name)
                .setRunner(runner)
                .setStatus(CameraStatus.CONNECTING)
                .setSince(now)
                .setAt(now);
    }

    /** What is true now. */
    synchronized CameraState state() {
        state.setAt(clock.instant());
        state.setProblem(streamProblem == null ? sinkProblem : streamProblem);
        if (fatal != null) {
            state.setProblem(fatal);
            state.setStatus(CameraStatus.STOPPED);
        }
        return state.build();
    }

    /** One of its threads is no more, for something that nobody expected. */
    synchronized void ended(String problem) {
        fatal = problem;
    }

    synchronized void is(CameraStatus status, @Nullable String problem) {
        streamProblem = problem;
        if (state.getStatus() != status) {
            state.setStatus(status);
            state.setSince(clock.instant());
        }
    }

    synchronized void connected(String format) {
        state.setFormat(format);
        state.setConnections(state.getConnections() + 1);
    }

    synchronized void frame(int width, int height, Instant taken, StreamClock times) {
        is(CameraStatus.RUNNING, null);
        state.setFramesRead(state.getFramesRead() + 1);
        state.setWidth(width);
        state.setHeight(height);
        state.setLastFrameAt(taken);
        state.setClockOffsetMs(
                times.offsetMillis().isPresent() ? times.offsetMillis().getAsLong() : null);
        state.setClockDriftPpm(times.driftPpm().isPresent() ? times.driftPpm().getAsDouble() : null);
    }

    synchronized void unchanged() {
        state.setFramesUnchanged(state.getFramesUnchanged() + 1);
    }

    synchronized void replaced() {
        state.setFramesReplaced(state.getFramesReplaced() + 1);
    }

    synchronized void sent() {
        sinkProblem = null;
        state.setFramesSent(state.getFramesSent() + 1);
    }

    synchronized void failed(String problem) {
        sinkProblem = problem;
        state.setFramesFailed(state.getFramesFailed() + 1);
    }
}
