package io.zerostream.trainer.flags;

import java.util.random.RandomGenerator;

/** What light and camera do to a picture: brightness, contrast, gamma, colour cast, a gradient of light, blur, noise. */
final class Lens {
    private static final int STEPS = 256;

    private Lens() {}

    /**
     * Applies a drawn lens and rounds to bytes.
     *
     * @param rgb height × width × 3, changed on the way
     * @return uint8 RGB, height × width × 3
     */
    static byte[] expose(float[] rgb, int height, int width, ViewSettings settings, RandomGenerator random) {
        float[][] curves = curves(settings, random);
        double sigma = settings.blur() * random.nextDouble() * height;
        if (sigma > 0.25) {
            blur(rgb, height, width, sigma);
        }
        float noise = (float) (settings.noise() * random.nextDouble() * random.nextDouble()) * 255;
        float tiltX = (float) (settings.light() * (random.nextDouble() - 0.5)) / width;
        float tiltY = (float) (settings.light() * (random.nextDouble() - 0.5)) / height;
        long state = random.nextLong() | 1;
        byte[] out = new byte[rgb.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            float light = 1 + tiltY * (y - 0.5f * height) - tiltX * 0.5f * width;
            for (int x = 0; x < width; x++) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
                out[at] = develop(rgb[at] * light, curves[0], noise * grain(state));
                out[at + 1] = develop(rgb[at + 1] * light, curves[1], noise * grain(state >>> 21));
                out[at + 2] = develop(rgb[at + 2] * light, curves[2], noise * grain(state >>> 42));
                light += tiltX;
                at += 3;
            }
        }
        return out;
    }

    private static byte develop(float value, float[] curve, float noise) {
        int step = value <= 0 ? 0 : value >= 1 ? STEPS - 1 : (int) (value * STEPS);
        float pixel = curve[step] + noise + 0.5f;
        return (byte) (pixel <= 0 ? 0 : pixel >= 255 ? 255 : (int) pixel);
    }

    /** The sum of two 10-bit uniforms out of a random word, scaled to mean 0 and variance 1. */
    private static float grain(long bits) {
        return ((int) (bits & 0x3ff) + (int) (bits >>> 10 & 0x3ff) - 1023) * (1 / 417.8f);
    }

    /** One curve a channel from [0,1] to [0,255]: (gain·v^gamma - 1/2)·contrast + 1/2 + brightness. */
    private static float[][] curves(ViewSettings settings, RandomGenerator random) {
        double gamma = Math.pow(1 + settings.light(), 2 * random.nextDouble() - 1);
        double brightness = 0.5 * settings.light() * (random.nextDouble() - 0.5);
        double contrast = 1 - settings.light() * random.nextDouble() * 0.8;
        float[] bent = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            bent[i] = (float) Math.pow((i + 0.5) / STEPS, gamma);
        }
        float[][] curves = new float[3][STEPS];
        for (float[] curve : curves) {
            double gain = 1 + settings.cast() * (2 * random.nextDouble() - 1);
            for (int i = 0; i < STEPS; i++) {
                curve[i] = (float) (255 * ((bent[i] * gain - 0.5) * contrast + 0.5 + brightness));
            }
        }
        return curves;
    }

    private static void blur(float[] rgb, int height, int width, double sigma) {
        int radius = Math.max(1, (int) Math.ceil(2 * sigma));
        float[] kernel = new float[2 * radius + 1];
        float sum = 0;
        for (int i = -radius; i <= radius; i++) {
            kernel[i + radius] = (float) Math.exp(-0.5 * i * i / (sigma * sigma));
            sum += kernel[i + radius];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        float[] line = new float[(Math.max(height, width) + 2 * radius) * 3];
        for (int y = 0; y < height; y++) {
            blurLine(rgb, y * width * 3, 3, width, kernel, line);
        }
        for (int x = 0; x < width; x++) {
            blurLine(rgb, x * 3, width * 3, height, kernel, line);
        }
    }

    /** Blurs one row or column in place; beyond its ends the last pixel goes on. */
    private static void blurLine(float[] rgb, int from, int step, int count, float[] kernel, float[] line) {
        int radius = kernel.length / 2;
        for (int i = -radius; i < count + radius; i++) {
            int at = from + Math.max(0, Math.min(count - 1, i)) * step;
            int to = (i + radius) * 3;
            line[to] = rgb[at];
            line[to + 1] = rgb[at + 1];
            line[to + 2] = rgb[at + 2];
        }
        for (int i = 0; i < count; i++) {
            float r = 0;
            float g = 0;
            float b = 0;
            int source = 3 * i;
            for (float weight : kernel) {
                r += weight * line[source];
                g += weight * line[source + 1];
                b += weight * line[source + 2];
                source += 3;
            }
            int at = from + i * step;
            rgb[at] = r;
            rgb[at + 1] = g;
            rgb[at + 2] = b;
        }
    }
}
