package io.zerostream.trainer.flags;

import java.util.random.RandomGenerator;

/** What is behind a flag: a gradient, blotches, and sometimes boxes and discs in any colour. */
final class Backdrop {
    private static final int GRID = 9;
    private static final int MOST_SHAPES = 9;

    private Backdrop() {}

    /** Fills a picture (height × width × 3, values in [0,1]). */
    static void paint(float[] rgb, int height, int width, RandomGenerator random) {
        gradient(rgb, height, width, random);
        if (random.nextInt(3) > 0) {
            blotches(rgb, height, width, random);
        }
        if (random.nextInt(2) == 0) {
            int shapes = 1 + random.nextInt(MOST_SHAPES);
            for (int i = 0; i < shapes; i++) {
                shape(rgb, height, width, random);
            }
        }
    }

    private static void gradient(float[] rgb, int height, int width, RandomGenerator random) {
        float[] from = colour(random);
        float[] to = colour(random);
        float angle = random.nextFloat();
        float dx = 0.7f * Sine.of(angle) / width;
        float dy = 0.7f * Sine.of(angle + 0.25f) / height;
        float red = to[0] - from[0];
        float green = to[1] - from[1];
        float blue = to[2] - from[2];
        int at = 0;
        for (int y = 0; y < height; y++) {
            // never outside [0,1]: 0.5 ± 0.35 (|sin| + |cos|)
            float t = 0.5f + dy * (y - 0.5f * height) - dx * 0.5f * width;
            for (int x = 0; x < width; x++) {
                rgb[at] = from[0] + t * red;
                rgb[at + 1] = from[1] + t * green;
                rgb[at + 2] = from[2] + t * blue;
                t += dx;
                at += 3;
            }
        }
    }

    private static void blotches(float[] rgb, int height, int width, RandomGenerator random) {
        float[] grid = new float[GRID * GRID];
        float strength = 0.35f * random.nextFloat();
        for (int i = 0; i < grid.length; i++) {
            grid[i] = strength * (2 * random.nextFloat() - 1);
        }
        for (int y = 0; y < height; y++) {
            float gy = (float) y / height * (GRID - 1);
            int row = (int) gy;
            for (int x = 0; x < width; x++) {
                float gx = (float) x / width * (GRID - 1);
                int column = (int) gx;
                int g = row * GRID + column;
                float top = grid[g] + (gx - column) * (grid[g + 1] - grid[g]);
                float bottom = grid[g + GRID] + (gx - column) * (grid[g + GRID + 1] - grid[g + GRID]);
                float add = top + (gy - row) * (bottom - top);
                int at = (y * width + x) * 3;
                rgb[at] += add;
                rgb[at + 1] += add;
                rgb[at + 2] += add;
            }
        }
    }

    private static void shape(float[] rgb, int height, int width, RandomGenerator random) {
        float[] colour = colour(random);
        float opacity = 0.5f + 0.5f * random.nextFloat();
        boolean disc = random.nextBoolean();
        float ry = height * (0.04f + 0.22f * random.nextFloat());
        float rx = width * (0.04f + 0.22f * random.nextFloat());
        float my = height * random.nextFloat();
        float mx = width * random.nextFloat();
        for (int y = Math.max(0, (int) (my - ry)); y < Math.min(height, my + ry); y++) {
            for (int x = Math.max(0, (int) (mx - rx)); x < Math.min(width, mx + rx); x++) {
                float ny = (y - my) / ry;
                float nx = (x - mx) / rx;
                if (!disc || nx * nx + ny * ny < 1) {
                    int at = (y * width + x) * 3;
                    for (int c = 0; c < 3; c++) {
                        rgb[at + c] += opacity * (colour[c] - rgb[at + c]);
                    }
                }
            }
        }
    }

    /** Any colour, the greyish ones more often, as in the world. */
    private static float[] colour(RandomGenerator random) {
        float grey = random.nextFloat();
        float saturation = random.nextFloat();
        saturation *= saturation;
        float[] colour = new float[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = grey + saturation * (random.nextFloat() - grey);
        }
        return colour;
    }
}
