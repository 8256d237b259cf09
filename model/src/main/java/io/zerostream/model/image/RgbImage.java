package io.zerostream.model.image;

import io.zerostream.model.image.header.Orientation;

/**
 * A decoded picture. Treat the array as read-only.
 *
 * @param height rows
 * @param width columns
 * @param pixels uint8 RGB, rows from the top: (height, width, 3)
 */
public record RgbImage(int height, int width, byte[] pixels) {
    private static final int CHANNELS = 3;

    /** @throws IllegalArgumentException when the array is not height × width × 3 long */
    public RgbImage {
        if (pixels.length != height * width * CHANNELS) {
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

    /** The picture as it is to be seen; the same one where nothing is to be turned. */
    RgbImage upright(Orientation how) {
        if (how.equals(Orientation.UPRIGHT)) {
            return this;
        }
        int newHeight = how.onItsSide() ? width : height;
        int newWidth = how.onItsSide() ? height : width;
        byte[] out = new byte[pixels.length];
        for (int y = 0, to = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int row = how.onItsSide() ? x : y;
                int column = how.onItsSide() ? y : x;
                int from = CHANNELS
                        * ((how.rowsFromTheEnd() ? height - 1 - row : row) * width
                                + (how.columnsFromTheEnd() ? width - 1 - column : column));
                // a call that copies three bytes takes several times as long
                out[to++] = pixels[from];
                out[to++] = pixels[from + 1];
                out[to++] = pixels[from + 2];
            }
        }
        return new RgbImage(newHeight, newWidth, out);
    }
}
