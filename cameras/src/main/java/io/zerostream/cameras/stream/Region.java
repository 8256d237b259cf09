package io.zerostream.cameras.stream;

/**
 * Part of a frame, as shares of its sides within [0,1].
 *
 * @param left edge, from the left
 * @param top edge, from the top
 * @param width of it
 * @param height of it
 */
public record Region(double left, double top, double width, double height) {
    /** All of the frame. */
    public static final Region ALL = new Region(0, 0, 1, 1);

    /** Checks it. */
    public Region {
        if (!(left >= 0
                && top >= 0
                && width > 0
                && height > 0
                && left + width <= 1 + 1e-9
                && top + height <= 1 + 1e-9)) {
            throw new IllegalArgumentException(
                    "a region is four shares, left, top, width and height, and lies within the frame: left " + left
                            + ", top " + top + ", width " + width + ", height " + height);
        }
    }
}
