package io.zerostream.cameras.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Frames of one open stream, one after the other. For one thread, but for {@link #interrupt}. */
public interface FrameStream extends AutoCloseable {
    /** Says by the times of a frame whether it is to be looked at. */
    @FunctionalInterface
    interface Pace<E extends Exception> {
        /**
         * Asked once of each frame that comes, in their order; while it takes its time the stream is not taken to stall.
         *
         * @param position in the stream, microseconds from anywhere; empty = the stream does not say
         * @param taken by the camera's own time of day; empty = it does not tell
         * @throws E whatever ends the reading
         */
        boolean due(OptionalLong position, Optional<Instant> taken) throws E;
    }

    /**
     * Waits for the next frame, due or not. One that is not due has times and a size, and, where each frame is coded by
     * itself, no pixels: it is not decoded.
     *
     * @return valid until the next call; empty = the stream is over
     * @throws StreamException when it was cut, stalls for longer than it may, brings only what cannot be read, or was
     *     interrupted
     * @throws E what the pace threw
     */
    <E extends Exception> Optional<Frame> next(Pace<E> pace) throws StreamException, E;

    /** The same where all are due. */
    default Optional<Frame> next() throws StreamException {
        return this.<RuntimeException>next((position, taken) -> true);
    }

    /** Container and codec, such as {@code rtsp/h264}. */
    String format();

    /** Whether it is one picture, which is asked for again and again, and no stream. */
    boolean still();

    /** Ends a wait, and whatever is asked after it; from any thread. */
    void interrupt();

    /** Gives back what it holds, native memory too. */
    @Override
    void close();
}
