package io.zerostream.model.vmamba.cpu;

import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vmamba.Ss2dKernel.Inputs;

/** SS2D's core word by word, in double precision, position by position: the oracle of the fast forms. */
final class Ss2dDefinition {
    private Ss2dDefinition() {}

    static float[] forward(Inputs in) {
        Shape s = in.x().getShape();
        int pictures = (int) s.get(0);
        int h = (int) s.get(1);
        int w = (int) s.get(2);
        int channels = (int) s.get(3);
        int rank = (int) in.rank();
        int states = (int) in.states();
        int width = rank + 2 * states;
        float[] x = in.x().toFloatArray();
        float[] p = in.p().toFloatArray();
        float[] weight = in.stepWeight().toFloatArray();
        float[] bias = in.stepBias().toFloatArray();
        float[] decay = in.decay().toFloatArray();
        float[] skip = in.skip().toFloatArray();
        double[] y = new double[x.length];
        for (int b = 0; b < pictures; b++) {
            for (int k = 0; k < 4; k++) {
                for (int d = 0; d < channels; d++) {
                    double[] state = new double[states];
                    for (int t = 0; t < h * w; t++) {
                        int order = k < 2 ? t : h * w - 1 - t;
                        int place = k % 2 == 0 ? order : order % h * w + order / h;
                        int at = b * h * w + place;
                        int slice = (at * 4 + k) * width;
                        double step = bias[k * channels + d];
                        for (int r = 0; r < rank; r++) {
                            step += (double) p[slice + r] * weight[(k * rank + r) * channels + d];
                        }
                        double dt = step > 20 ? step : Math.log1p(Math.exp(step));
                        double u = x[at * channels + d];
                        double sum = skip[k * channels + d] * u;
                        for (int n = 0; n < states; n++) {
                            double a = Math.exp(dt * decay[(k * channels + d) * states + n]);
                            state[n] = a * state[n] + dt * p[slice + rank + n] * u;
                            sum += p[slice + rank + states + n] * state[n];
                        }
                        y[at * channels + d] += sum;
                    }
                }
            }
        }
        float[] result = new float[y.length];
        for (int i = 0; i < y.length; i++) {
            result[i] = (float) y[i];
        }
        return result;
    }
}
