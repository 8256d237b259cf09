package io.zerostream.cameras.stream;

import java.util.Optional;

/** Frames of one open stream, one after the other. For one thread, but for {@link #interrupt}. */
public interface FrameStream extends AutoCloseable {
    /**
     * Waits for the next frame.
     *
     * @return valid until the next call; empty = the stream is over
     * @throws StreamException when it was cut, stalls for longer than it may, brings only what cannot be read, or was
     *     interrupted
     */
    Optional<Frame> next() throws StreamException;

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
