package io.zerostream.model.image;

/**
 * A decoded picture. Treat the array as read-only.
 *
 * @param height rows
 * @param width columns
 * @param pixels uint8 RGB, rows from the top: (height, width, 3)
 */
public record RgbImage(int height, int width, byte[] pixels) {
    /** @throws IllegalArgumentException when the array is not height × width × 3 long */
    public RgbImage {
        if (pixels.length != height * width * 3) {
            throw new IllegalArgumentException(pixels.length + " bytes are not " + height + "×" + width + "×3");
        }
    }

    /** Squashes to another size; antialiased bilinear, bit by bit as Pillow's {@code resize((w, h), BILINEAR)}. */
    public RgbImage resize(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        return new RgbImage(newHeight, newWidth, BilinearResize.resize(PixelRows.of(this), newHeight, newWidth));
    }
}
