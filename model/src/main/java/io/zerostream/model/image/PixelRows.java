package io.zerostream.model.image;

/**
 * A decoded picture, read row by row, so that a resize need not hold another copy of it. Valid as long as what it reads
 * from.
 */
interface PixelRows {
    /** Rows. */
    int height();

    /** Columns. */
    int width();

    /**
     * Reads one row.
     *
     * @param y row, 0 at the top, below {@link #height()}
     * @param rgb takes {@link #width()} pixels as 0xRRGGBB; what stands in the upper byte means nothing
     */
    void read(int y, int[] rgb);

    /** The rows of a picture; shares its array. */
    static PixelRows of(RgbImage image) {
        byte[] pixels = image.pixels();
        return new PixelRows() {
            @Override
            public int height() {
                return image.height();
            }

            @Override
            public int width() {
                return image.width();
            }

            @Override
            public void read(int y, int[] rgb) {
                int at = y * image.width() * 3;
                for (int x = 0; x < image.width(); x++, at += 3) {
                    rgb[x] = ((pixels[at] & 0xff) << 16) | ((pixels[at + 1] & 0xff) << 8) | (pixels[at + 2] & 0xff);
                }
            }
        };
    }
}
