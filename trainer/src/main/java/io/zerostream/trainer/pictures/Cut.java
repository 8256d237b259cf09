package io.zerostream.trainer.pictures;

import java.util.SplittableRandom;

/**
 * A rectangle of a square picture, drawn by chance, perhaps mirrored, with factors for the channels.
 *
 * @param x left edge, in units of the picture's side
 * @param y upper edge
 * @param width in (0, 1]
 * @param height in (0, 1]
 * @param mirrored whether left and right are swapped
 * @param gain factor of each channel's distance from the middle value
 * @param offset added then, in units of the largest value
 */
record Cut(double x, double y, double width, double height, boolean mirrored, double[] gain, double offset) {
    private static final double UINT8_MAX = 255;

    /** Draws one. */
    static Cut draw(Views views, SplittableRandom random) {
        double area = views.leastArea() + (1 - views.leastArea()) * random.nextDouble();
        double ratio = Math.exp((2 * random.nextDouble() - 1) * Math.log(views.stretch()));
        double width = Math.min(1, Math.sqrt(area * ratio));
        double height = Math.min(1, Math.sqrt(area / ratio));
        double x = random.nextDouble() * (1 - width);
        double y = random.nextDouble() * (1 - height);
        boolean mirrored = views.flip() && random.nextBoolean();
        double contrast = 1 + views.colour() * (2 * random.nextDouble() - 1);
        double[] gain = new double[3];
        for (int c = 0; c < gain.length; c++) {
            gain[c] = contrast * (1 + views.colour() / 2 * (2 * random.nextDouble() - 1));
        }
        double offset = views.colour() / 2 * (2 * random.nextDouble() - 1);
        return new Cut(x, y, width, height, mirrored, gain, offset);
    }

    /**
     * The cut at another size, bilinear between pixel centres.
     *
     * @param rgb uint8, from × from × 3
     * @return uint8, to × to × 3
     */
    byte[] of(byte[] rgb, int from, int to) {
        byte[] out = new byte[to * to * 3];
        int[] left = new int[to];
        double[] rest = new double[to];
        for (int column = 0; column < to; column++) {
            int shown = mirrored ? to - 1 - column : column;
            double at = position(x, width, shown, from, to);
            left[column] = (int) at;
            rest[column] = at - left[column];
        }
        for (int row = 0; row < to; row++) {
            double at = position(y, height, row, from, to);
            int up = (int) at;
            double down = at - up;
            int upper = up * from;
            int lower = Math.min(up + 1, from - 1) * from;
            for (int column = 0; column < to; column++) {
                int l = left[column];
                int r = Math.min(l + 1, from - 1);
                double f = rest[column];
                for (int c = 0; c < 3; c++) {
                    double above = mix(rgb[3 * (upper + l) + c], rgb[3 * (upper + r) + c], f);
                    double below = mix(rgb[3 * (lower + l) + c], rgb[3 * (lower + r) + c], f);
                    double value = above + down * (below - above);
                    value = (value - UINT8_MAX / 2) * gain[c] + UINT8_MAX / 2 + offset * UINT8_MAX;
                    out[3 * (row * to + column) + c] = (byte) Math.round(Math.max(0, Math.min(UINT8_MAX, value)));
                }
            }
        }
        return out;
    }

    private static double position(double start, double length, int pixel, int from, int to) {
        double at = (start + length * (pixel + 0.5) / to) * from - 0.5;
        return Math.max(0, Math.min(from - 1, at));
    }

    private static double mix(byte a, byte b, double f) {
        return (a & 0xff) + f * ((b & 0xff) - (a & 0xff));
    }
}
