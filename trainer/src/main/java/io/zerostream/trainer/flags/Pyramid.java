package io.zerostream.trainer.flags;

import java.util.ArrayList;
import java.util.List;

/**
 * A drawing at halving resolutions, so that a sample taken from a strongly shrunk drawing is not aliased. Colours are
 * floats in [0,1], row-major RGB. Immutable.
 */
public final class Pyramid {
    private static final int SMALLEST = 6;
    private final List<Level> levels;

    private record Level(int height, int width, float[] rgb) {
        Level half() {
            int h = height / 2;
            int w = width / 2;
            float[] out = new float[h * w * 3];
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    int a = (2 * y * width + 2 * x) * 3;
                    int b = a + width * 3;
                    int o = (y * w + x) * 3;
                    for (int c = 0; c < 3; c++) {
                        out[o + c] = (rgb[a + c] + rgb[a + 3 + c] + rgb[b + c] + rgb[b + 3 + c]) * 0.25f;
                    }
                }
            }
            return new Level(h, w, out);
        }
    }

    /**
     * Takes over the pixels.
     *
     * @param rgb height × width × 3
     */
    public Pyramid(int height, int width, float[] rgb) {
        if (rgb.length != height * width * 3) {
            throw new IllegalArgumentException(rgb.length + " values for " + height + "x" + width + "x3 pixels");
        }
        List<Level> all = new ArrayList<>();
        Level level = new Level(height, width, rgb);
        all.add(level);
        while (level.height >= 2 * SMALLEST && level.width >= 2 * SMALLEST) {
            level = level.half();
            all.add(level);
        }
        levels = List.copyOf(all);
    }

    /** Height of the finest level, pixels. */
    public int height() {
        return levels.get(0).height;
    }

    /** Width of the finest level, pixels. */
    public int width() {
        return levels.get(0).width;
    }

    /** Pixels of the finest level, height × width × 3; not to be changed. */
    public float[] rgb() {
        return levels.get(0).rgb;
    }

    /**
     * The level to sample when the whole drawing covers so many picture pixels in height: the coarsest that still has at
     * least about as many rows.
     */
    int levelFor(double pixels) {
        int level = 0;
        while (level + 1 < levels.size() && levels.get(level + 1).height >= pixels * 0.8) {
            level++;
        }
        return level;
    }

    /** The pyramid with the two finest levels left out as often as needed to have at most so many rows. */
    public Pyramid atMost(int height) {
        Level level = levels.get(levelFor(height));
        return new Pyramid(level.height, level.width, level.rgb);
    }

    /**
     * Bilinear sample.
     *
     * @param u across, 0 to 1; outside it is clamped
     * @param v down, 0 to 1; outside it is clamped
     * @param out receives RGB
     */
    void sample(int levelIndex, float u, float v, float[] out) {
        Level level = levels.get(levelIndex);
        int width = level.width;
        float x = clamp(u * width - 0.5f, width - 1);
        float y = clamp(v * level.height - 0.5f, level.height - 1);
        int x0 = (int) x;
        int y0 = (int) y;
        float fx = x - x0;
        float fy = y - y0;
        int a = (y0 * width + x0) * 3;
        int b = x0 + 1 < width ? a + 3 : a;
        int down = y0 + 1 < level.height ? width * 3 : 0;
        float[] p = level.rgb;
        float wa = (1 - fx) * (1 - fy);
        float wb = fx * (1 - fy);
        float wc = (1 - fx) * fy;
        float wd = fx * fy;
        out[0] = wa * p[a] + wb * p[b] + wc * p[a + down] + wd * p[b + down];
        out[1] = wa * p[a + 1] + wb * p[b + 1] + wc * p[a + down + 1] + wd * p[b + down + 1];
        out[2] = wa * p[a + 2] + wb * p[b + 2] + wc * p[a + down + 2] + wd * p[b + down + 2];
    }

    private static float clamp(float value, int max) {
        return value < 0 ? 0 : Math.min(value, max);
    }
}
