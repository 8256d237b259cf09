package io.zerostream.model.image;

import java.awt.image.Raster;

/**
 * Four inks as RGB, without a colour profile: of each light what its ink and black let through. Samples are inverted, as
 * Adobe's programs store them: 255 is no ink. Value by value as libjpeg-turbo and Leptonica make it.
 */
final class InkRows implements PixelRows {
    private static final int INKS = 4;
    private static final int MOST = 255;
    private static final int CENTRE = 128;
    /** Of fixed-point numbers. */
    private static final int BITS = 16;

    private static final int HALF = 1 << (BITS - 1);
    private static final int RED_OF_CR = fixed(1.402);
    private static final int GREEN_OF_CR = fixed(0.71414);
    private static final int GREEN_OF_CB = fixed(0.34414);
    private static final int BLUE_OF_CB = fixed(1.772);

    private final Raster samples;
    private final boolean ycck;
    private final int[] row;

    /**
     * @param samples as they are stored
     * @param ycck cyan, magenta and yellow are stored as luminance and chrominance
     */
    InkRows(Raster samples, boolean ycck) {
        this.samples = samples;
        this.ycck = ycck;
        row = new int[INKS * samples.getWidth()];
    }

    @Override
    public int height() {
        return samples.getHeight();
    }

    @Override
    public int width() {
        return samples.getWidth();
    }

    @Override
    public void read(int y, int[] rgb) {
        samples.getPixels(0, y, width(), 1, row);
        for (int x = 0, at = 0; x < width(); x++, at += INKS) {
            if (ycck) {
                toCmy(at);
            }
            int black = row[at + 3];
            rgb[x] = ((row[at] * black / MOST) << 16)
                    | ((row[at + 1] * black / MOST) << 8)
                    | (row[at + 2] * black / MOST);
        }
    }

    private void toCmy(int at) {
        int luma = row[at];
        int cb = row[at + 1] - CENTRE;
        int cr = row[at + 2] - CENTRE;
        row[at] = inverted(luma + ((RED_OF_CR * cr + HALF) >> BITS));
        row[at + 1] = inverted(luma + ((HALF - GREEN_OF_CB * cb - GREEN_OF_CR * cr) >> BITS));
        row[at + 2] = inverted(luma + ((BLUE_OF_CB * cb + HALF) >> BITS));
    }

    private static int inverted(int value) {
        return MOST - Math.max(0, Math.min(MOST, value));
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }
}
