package io.zerostream.model.internal;

/**
 * Pillow's bilinear filter on 8-bit pixels: triangle filter widened by the shrink factor, coefficients in fixed point with
 * 22 bits, columns first, each pass rounded to 8 bits. The published training code resizes so.
 */
public final class BilinearResize {
    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION_BITS - 1);
    private static final int CHANNELS = 3;

    private BilinearResize() {}

    /**
     * Resizes uint8 (h, w, 3) to (newH, newW, 3).
     *
     * @return a new array, also when nothing changes
     */
    public static byte[] resize(byte[] pixels, int h, int w, int newH, int newW) {
        byte[] wide = newW == w ? pixels : columns(pixels, h, w, Filter.of(w, newW));
        return newH == h ? wide.clone() : rows(wide, newW, Filter.of(h, newH));
    }

    private static byte[] columns(byte[] in, int h, int w, Filter filter) {
        byte[] out = new byte[h * filter.size * CHANNELS];
        for (int y = 0; y < h; y++) {
            int row = y * w * CHANNELS;
            for (int x = 0; x < filter.size; x++) {
                int r = HALF;
                int g = HALF;
                int b = HALF;
                int at = row + filter.first[x] * CHANNELS;
                for (int i = 0, k = x * filter.width; i < filter.count[x]; i++, k++, at += CHANNELS) {
                    int weight = filter.weights[k];
                    r += (in[at] & 0xff) * weight;
                    g += (in[at + 1] & 0xff) * weight;
                    b += (in[at + 2] & 0xff) * weight;
                }
                int to = (y * filter.size + x) * CHANNELS;
                out[to] = clip(r);
                out[to + 1] = clip(g);
                out[to + 2] = clip(b);
            }
        }
        return out;
    }

    private static byte[] rows(byte[] in, int w, Filter filter) {
        int stride = w * CHANNELS;
        byte[] out = new byte[filter.size * stride];
        int[] sums = new int[stride];
        for (int y = 0; y < filter.size; y++) {
            java.util.Arrays.fill(sums, HALF);
            for (int i = 0; i < filter.count[y]; i++) {
                int weight = filter.weights[y * filter.width + i];
                int from = (filter.first[y] + i) * stride;
                for (int x = 0; x < stride; x++) {
                    sums[x] += (in[from + x] & 0xff) * weight;
                }
            }
            for (int x = 0; x < stride; x++) {
                out[y * stride + x] = clip(sums[x]);
            }
        }
        return out;
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }

    /** Which inputs make each output, and how much of each. */
    private record Filter(int size, int width, int[] first, int[] count, int[] weights) {
        static Filter of(int from, int to) {
            double scale = (double) from / to;
            double support = Math.max(scale, 1);
            int width = (int) Math.ceil(support) * 2 + 1;
            int[] first = new int[to];
            int[] count = new int[to];
            int[] weights = new int[to * width];
            double[] row = new double[width];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (center - support + 0.5));
                count[i] = Math.min(from, (int) (center + support + 0.5)) - first[i];
                double sum = 0;
                for (int j = 0; j < count[i]; j++) {
                    row[j] = Math.max(0, 1 - Math.abs((j + first[i] - center + 0.5) / support));
                    sum += row[j];
                }
                for (int j = 0; j < count[i]; j++) {
                    weights[i * width + j] = (int) (0.5 + row[j] / sum * (1 << PRECISION_BITS));
                }
            }
            return new Filter(to, width, first, count, weights);
        }
    }
}
