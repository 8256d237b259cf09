package io.zerostream.model.vmamba.cuda;

import java.util.ArrayList;
import java.util.List;

/** SS2D's core and its gradients word by word, in double precision, one position after the other. */
final class ScanReference {
    private final int pictures;
    private final int height;
    private final int width;
    private final int channels;
    private final int rank;
    private final int states;
    private final double[] x;
    private final double[] p;
    private final double[] weight;
    private final double[] bias;
    private final double[] decay;
    private final double[] skip;

    ScanReference(Sizes sizes, List<double[]> inputs) {
        pictures = (int) sizes.pictures();
        height = (int) sizes.height();
        width = (int) sizes.width();
        channels = (int) sizes.channels();
        rank = sizes.code().rank();
        states = sizes.code().states();
        x = inputs.get(0);
        p = inputs.get(1);
        weight = inputs.get(2);
        bias = inputs.get(3);
        decay = inputs.get(4);
        skip = inputs.get(5);
    }

    static ScanReference of(ScanCase scan) {
        return new ScanReference(
                scan.sizes(), scan.inputs().stream().map(ScanReference::doubles).toList());
    }

    static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private int length() {
        return height * width;
    }

    /** Position of the map, over all pictures, at time t of direction k. */
    private int place(int b, int k, int t) {
        int order = k < 2 ? t : length() - 1 - t;
        return b * length() + (k % 2 == 0 ? order : order % height * width + order / height);
    }

    private double stepBeforeSoftplus(int place, int k, int d) {
        double s = bias[k * channels + d];
        for (int r = 0; r < rank; r++) {
            s += p[row(place, k) + r] * weight[(k * rank + r) * channels + d];
        }
        return s;
    }

    private static double softplus(double s) {
        return s > 20 ? s : Math.log1p(Math.exp(s));
    }

    private int row(int place, int k) {
        return (place * 4 + k) * (rank + 2 * states);
    }

    double[] forward() {
        double[] y = new double[x.length];
        for (int b = 0; b < pictures; b++) {
            for (int k = 0; k < 4; k++) {
                for (int d = 0; d < channels; d++) {
                    double[][] h = walk(b, k, d);
                    for (int t = 0; t < length(); t++) {
                        int place = place(b, k, t);
                        double sum = skip[k * channels + d] * x[place * channels + d];
                        for (int n = 0; n < states; n++) {
                            sum += p[row(place, k) + rank + states + n] * h[t + 1][n];
                        }
                        y[place * channels + d] += sum;
                    }
                }
            }
        }
        return y;
    }

    /** States before the first position and after each. */
    private double[][] walk(int b, int k, int d) {
        double[][] h = new double[length() + 1][states];
        for (int t = 0; t < length(); t++) {
            int place = place(b, k, t);
            double dt = softplus(stepBeforeSoftplus(place, k, d));
            for (int n = 0; n < states; n++) {
                h[t + 1][n] = Math.exp(dt * decay[(k * channels + d) * states + n]) * h[t][n]
                        + dt * p[row(place, k) + rank + n] * x[place * channels + d];
            }
        }
        return h;
    }

    /** Gradients of sum(y * dy), in the order of the inputs. */
    List<double[]> backward(double[] dy) {
        List<double[]> g = new ArrayList<>();
        for (double[] input : List.of(x, p, weight, bias, decay, skip)) {
            g.add(new double[input.length]);
        }
        for (int b = 0; b < pictures; b++) {
            for (int k = 0; k < 4; k++) {
                for (int d = 0; d < channels; d++) {
                    back(b, k, d, dy, g);
                }
            }
        }
        return g;
    }

    private void back(int b, int k, int d, double[] dy, List<double[]> g) {
        double[][] h = walk(b, k, d);
        double[] later = new double[states];
        int channel = k * channels + d;
        for (int t = length() - 1; t >= 0; t--) {
            int place = place(b, k, t);
            int at = place * channels + d;
            int row = row(place, k);
            double s = stepBeforeSoftplus(place, k, d);
            double dt = softplus(s);
            double dstep = 0;
            for (int n = 0; n < states; n++) {
                double a = decay[channel * states + n];
                double factor = Math.exp(dt * a);
                double dh = p[row + rank + states + n] * dy[at] + later[n];
                g.get(1)[row + rank + states + n] += h[t + 1][n] * dy[at];
                g.get(1)[row + rank + n] += dt * x[at] * dh;
                g.get(0)[at] += dt * p[row + rank + n] * dh;
                g.get(4)[channel * states + n] += dh * h[t][n] * factor * dt;
                dstep += dh * (h[t][n] * a * factor + p[row + rank + n] * x[at]);
                later[n] = factor * dh;
            }
            g.get(0)[at] += skip[channel] * dy[at];
            g.get(5)[channel] += dy[at] * x[at];
            double ds = s > 20 ? dstep : dstep / (1 + Math.exp(-s));
            g.get(3)[channel] += ds;
            for (int r = 0; r < rank; r++) {
                g.get(1)[row + r] += ds * weight[(k * rank + r) * channels + d];
                g.get(2)[(k * rank + r) * channels + d] += ds * p[row + r];
            }
        }
    }
}
