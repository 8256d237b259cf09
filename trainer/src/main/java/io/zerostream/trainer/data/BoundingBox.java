package io.zerostream.trainer.data;

/**
 * Where the object is in its picture, pixels from the top left corner of the stored picture.
 *
 * @param x left edge
 * @param y upper edge
 * @param width above 0
 * @param height above 0
 */
public record BoundingBox(double x, double y, double width, double height) {
    /** @throws IllegalArgumentException unless the box has an area and its numbers are finite */
    public BoundingBox {
        if (!(width > 0 && height > 0) || !Double.isFinite(x + y + width + height)) {
            throw new IllegalArgumentException(
                    "a bounding box needs a width and a height above 0, not " + width + "×" + height);
        }
    }
}
