package io.zerostream.model.image;

import java.util.Arrays;

/**
 * Pillow's bilinear filter on 8-bit pixels: triangle filter widened by the shrink factor, coefficients in fixed point with
 * 22 bits, columns first, each pass rounded to 8 bits. The published training code resizes so. Rows are narrowed as they
 * are read, four at a time; only those that the current output row needs are held.
 */
final class BilinearResize {
    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION_BITS - 1);
    private static final long TWO_HALVES = ((long) HALF << 32) | HALF;
    private static final int CHANNELS = 3;
    private static final int ROWS = 4;
    private static final int PAIRS = ROWS / 2 * CHANNELS;

    private final PixelRows in;
    private final Filter columns;
    private final int[][] rgb;
    /**
     * Four rows side by side. A number holds the same channel of two rows, 32 bits apart, so that one multiplication does
     * for both: no sum reaches 2^31, so that they never meet.
     */
    private final long[] pairs;

    private BilinearResize(PixelRows in, double extent, int newWidth) {
        this.in = in;
        columns = Filter.of(in.width(), extent, newWidth);
        rgb = new int[ROWS][in.width()];
        pairs = new long[(in.width() + 1) * PAIRS];
    }

    /** What a resize of so many rows and columns holds, beside its input. */
    public static long bytes(long rows, long columns, int newHeight, int newWidth) {
        long rowsHeld = 2 * Math.max(1, rows / newHeight) + ROWS + 2;
        // rows as they are read and as they are multiplied; weights of both directions
        return columns * (ROWS * Integer.BYTES + PAIRS * Long.BYTES)
                + rowsHeld * newWidth * CHANNELS * Integer.BYTES
                + (2 * columns + 2 * rows + 4L * newWidth + 4L * newHeight) * Integer.BYTES
                + (long) newHeight * newWidth * CHANNELS;
    }

    /**
     * Resizes (h, w) pixels to uint8 (newHeight, newWidth, 3).
     *
     * @return a new array, also when nothing changes
     */
    public static byte[] resize(PixelRows in, int newHeight, int newWidth) {
        return resize(in, in.height(), in.width(), newHeight, newWidth);
    }

    /**
     * Resizes a picture whose last row and column stand for less than a pixel, as in a reduced one.
     *
     * @param height what is to be resized, in input rows; at most the input's and less than a row below it
     * @param width the same for columns
     */
    static byte[] resize(PixelRows in, double height, double width, int newHeight, int newWidth) {
        BilinearResize narrow = new BilinearResize(in, width, newWidth);
        Filter filter = Filter.of(in.height(), height, newHeight);
        int stride = newWidth * CHANNELS;
        int[][] held = new int[filter.taps + ROWS - 1][stride];
        int[] sums = new int[stride];
        byte[] out = new byte[newHeight * stride];
        int next = 0;
        for (int y = 0; y < newHeight; y++) {
            for (int end = filter.first[y] + filter.taps; next < end; next += ROWS) {
                narrow.rows(next, held);
            }
            Arrays.fill(sums, HALF);
            for (int i = 0; i < filter.taps; i++) {
                add(held[(filter.first[y] + i) % held.length], filter.weights[y * filter.taps + i], sums);
            }
            for (int x = 0; x < stride; x++) {
                out[y * stride + x] = (byte) clip(sums[x]);
            }
        }
        return out;
    }

    /** Kept alone and plain, for the compiler makes vector instructions of it. */
    private static void add(int[] row, int weight, int[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += row[x] * weight;
        }
    }

    /** Input rows from y on to their new width: R, G, B, R, … each 0 to 255. Past the end the last row is repeated. */
    private void rows(int y, int[][] held) {
        for (int i = 0; i < ROWS; i++) {
            in.read(Math.min(y + i, in.height() - 1), rgb[i]);
        }
        pair(rgb[0], rgb[1], 0);
        pair(rgb[2], rgb[3], CHANNELS);
        narrow(
                held[y % held.length],
                held[(y + 1) % held.length],
                held[(y + 2) % held.length],
                held[(y + 3) % held.length]);
    }

    private void pair(int[] upper, int[] lower, int to) {
        for (int x = 0, at = to; x < upper.length; x++, at += PAIRS) {
            long both = ((long) upper[x] << 32) | (lower[x] & 0xffffffL);
            pairs[at] = (both >>> 16) & 0xff000000ffL;
            pairs[at + 1] = (both >>> 8) & 0xff000000ffL;
            pairs[at + 2] = both & 0xff000000ffL;
        }
    }

    private void narrow(int[] a, int[] b, int[] c, int[] d) {
        long[] in = pairs;
        int[] weights = columns.weights;
        int taps = columns.taps;
        for (int x = 0, to = 0; x < columns.first.length; x++, to += CHANNELS) {
            long redAb = TWO_HALVES;
            long greenAb = TWO_HALVES;
            long blueAb = TWO_HALVES;
            long redCd = TWO_HALVES;
            long greenCd = TWO_HALVES;
            long blueCd = TWO_HALVES;
            int at = columns.first[x] * PAIRS;
            int k = x * taps;
            for (int i = 0; i < taps; i += 2, at += 2 * PAIRS) {
                long v = weights[k + i];
                long w = weights[k + i + 1];
                redAb += in[at] * v + in[at + PAIRS] * w;
                greenAb += in[at + 1] * v + in[at + PAIRS + 1] * w;
                blueAb += in[at + 2] * v + in[at + PAIRS + 2] * w;
                redCd += in[at + 3] * v + in[at + PAIRS + 3] * w;
                greenCd += in[at + 4] * v + in[at + PAIRS + 4] * w;
                blueCd += in[at + 5] * v + in[at + PAIRS + 5] * w;
            }
            store(redAb, greenAb, blueAb, a, b, to);
            store(redCd, greenCd, blueCd, c, d, to);
        }
    }

    private static void store(long red, long green, long blue, int[] upper, int[] lower, int to) {
        upper[to] = clip((int) (red >>> 32));
        upper[to + 1] = clip((int) (green >>> 32));
        upper[to + 2] = clip((int) (blue >>> 32));
        lower[to] = clip((int) red);
        lower[to + 1] = clip((int) green);
        lower[to + 2] = clip((int) blue);
    }

    /** Weights are never negative, so that sums are not either. */
    private static int clip(int sum) {
        return Math.min(255, sum >> PRECISION_BITS);
    }

    /**
     * Which inputs make each output, and how much of each.
     *
     * @param taps inputs of each output; even, and the same for all outputs, so that loops are short of surprises
     * @param first first input of each output; the last output's taps may end one after the last input
     * @param weights (outputs, taps); 0 for those that only fill up
     */
    private record Filter(int taps, int[] first, int[] weights) {
        static Filter of(int from, double extent, int to) {
            double scale = extent / to;
            double support = Math.max(scale, 1);
            int most = Math.min(from, (int) (2 * support) + 1);
            int taps = most + most % 2;
            int[] firsts = new int[to];
            int[] weights = new int[to * taps];
            double[] row = new double[taps];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * scale;
                int first = Math.max(0, (int) (center - support + 0.5));
                int count = Math.min(from, (int) (center + support + 0.5)) - first;
                double sum = 0;
                for (int j = 0; j < count; j++) {
                    row[j] = Math.max(0, 1 - Math.abs((j + first - center + 0.5) / support));
                    sum += row[j];
                }
                firsts[i] = Math.max(0, Math.min(first, from - taps));
                for (int j = 0; j < count; j++) {
                    weights[i * taps + first - firsts[i] + j] = (int) (0.5 + row[j] / sum * (1 << PRECISION_BITS));
                }
            }
            return new Filter(taps, firsts, weights);
        }
    }
}
