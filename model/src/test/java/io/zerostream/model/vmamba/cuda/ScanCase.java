package io.zerostream.model.vmamba.cuda;

import java.util.List;
import java.util.Random;

/**
 * Inputs of one call and the gradient of its result, as plain numbers. Arrays are as in {@code Ss2dKernel.Inputs}: x, p,
 * stepWeight, stepBias, decay, skip.
 */
record ScanCase(Sizes sizes, List<float[]> inputs, float[] upstream) {
    static final List<String> NAMES = List.of("x", "p", "stepWeight", "stepBias", "decay", "skip");

    /** @param size B, H, W, D, R, N */
    static ScanCase random(int[] size, float step, long seed) {
        Random random = new Random(seed);
        Sizes sizes = new Sizes(size[0], size[1], size[2], size[3], new KernelCode(size[4], size[5]));
        int map = size[0] * size[1] * size[2];
        float[] bias = gaussian(random, 4 * size[3]);
        for (int i = 0; i < bias.length; i++) {
            bias[i] += step;
        }
        float[] decay = gaussian(random, 4 * size[3] * size[5]);
        for (int i = 0; i < decay.length; i++) {
            decay[i] = (float) -Math.exp(decay[i]);
        }
        return new ScanCase(
                sizes,
                List.of(
                        gaussian(random, map * size[3]),
                        gaussian(random, map * 4 * sizes.code().width()),
                        gaussian(random, 4 * size[4] * size[3]),
                        bias,
                        decay,
                        gaussian(random, 4 * size[3])),
                gaussian(random, map * size[3]));
    }

    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
