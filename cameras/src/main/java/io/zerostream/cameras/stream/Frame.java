package io.zerostream.cameras.stream;

import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** One frame of a {@link FrameStream}, valid until the stream is asked for the next. */
public interface Frame {
    /** Pixels from left to right. */
    int width();

    /** Pixels from top to bottom. */
    int height();

    /** Position in the stream, microseconds from anywhere; empty = the stream does not say. */
    OptionalLong position();

    /** When it was taken, by the camera's own time of day; empty = it does not tell. */
    Optional<Instant> taken();

    /**
     * Colours of a part, averaged over areas.
     *
     * @param region the part
     * @param columns of the result
     * @param rows of the result
     * @return blue, green and red of {@code rows * columns} areas, 0 to 255 as unsigned bytes, row by row
     * @throws StreamException when the pixels cannot be converted
     * @throws IllegalStateException when it was not due, and so was not decoded
     */
    byte[] areas(Region region, int columns, int rows) throws StreamException;

    /**
     * The pixels of a part.
     *
     * @param region the part
     * @param longestSide pixels that it is made smaller to; 0 = as it is
     * @return a picture of its own, that stays valid
     * @throws StreamException when the pixels cannot be converted
     * @throws IllegalStateException when it was not due, and so was not decoded
     */
    BufferedImage pixels(Region region, int longestSide) throws StreamException;
}
