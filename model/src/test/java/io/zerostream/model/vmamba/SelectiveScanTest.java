package io.zerostream.model.vmamba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The blocked scan against its definition, on random shapes. */
class SelectiveScanTest {
    @Test
    void equalsItsDefinitionForAnyShapeAndStep() {
        Random random = new Random(11);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            for (int trial = 0; trial < 60; trial++) {
                int g = 1 + random.nextInt(4);
                int b = 1 + random.nextInt(2);
                int l = 1 + random.nextInt(70);
                int d = 1 + random.nextInt(3);
                int n = 1 + random.nextInt(3);
                float stepScale = trial % 3 == 0 ? 25 : 0.5f;
                float[] u = values(random, g * b * l * d, -1, 1);
                float[] dt = values(random, g * b * l * d, 0, stepScale);
                float[] a = values(random, g * d * n, -20, -0.01f);
                float[] in = values(random, g * b * l * n, -1, 1);
                float[] out = values(random, g * b * l * n, -1, 1);
                NDArray y = SelectiveScan.blocked()
                        .scan(
                                manager.create(u, new Shape(g, b, l, d)),
                                manager.create(dt, new Shape(g, b, l, d)),
                                manager.create(a, new Shape(g, d, n)),
                                manager.create(in, new Shape(g, b, l, n)),
                                manager.create(out, new Shape(g, b, l, n)));

                double[] expected = definition(u, dt, a, in, out, new int[] {g, b, l, d, n});
                float[] actual = y.toFloatArray();
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i])
                            .as("trial %d, element %d", trial, i)
                            .isCloseTo(expected[i], within(1e-4 * Math.max(1, Math.abs(expected[i]))));
                }
            }
        }
    }

    /** The recurrence, element by element, in float64. */
    private static double[] definition(float[] u, float[] dt, float[] a, float[] in, float[] out, int[] s) {
        int batch = s[1];
        int length = s[2];
        int channels = s[3];
        int states = s[4];
        double[] y = new double[u.length];
        for (int g = 0; g < s[0]; g++) {
            for (int b = 0; b < batch; b++) {
                for (int k = 0; k < channels; k++) {
                    for (int n = 0; n < states; n++) {
                        double h = 0;
                        for (int t = 0; t < length; t++) {
                            int position = (g * batch + b) * length + t;
                            double step = dt[position * channels + k];
                            h = Math.exp(step * a[(g * channels + k) * states + n]) * h
                                    + step * in[position * states + n] * u[position * channels + k];
                            y[position * channels + k] += out[position * states + n] * h;
                        }
                    }
                }
            }
        }
        return y;
    }

    private static float[] values(Random random, int size, float low, float high) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = low + random.nextFloat() * (high - low);
        }
        return values;
    }
}
