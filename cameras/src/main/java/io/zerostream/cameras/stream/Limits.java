package io.zerostream.cameras.stream;

import java.time.Duration;

/**
 * How long a stream may take, and how large its frames may be.
 *
 * @param connect longest time until it is open
 * @param stall longest time without a frame
 * @param pixels most pixels of a frame
 */
public record Limits(Duration connect, Duration stall, long pixels) {
    /** Ten seconds each, forty million pixels: more than an 8K frame has. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 40_000_000);
}
