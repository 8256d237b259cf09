package io.zerostream.model.classes;

import java.util.List;
import java.util.Optional;

/**
 * The direction that sets a class apart from what else a model looks at.
 *
 * <p>A network's vectors have much in common whatever they show, and spread more in some directions than in others: the
 * mean of a class's vectors is then as near to most pictures as the attributes of their own classes are, and takes them
 * away. Of the vectors x of the class with mean m, and of the others with mean μ and covariance Σ, this is Fisher's linear
 * discriminant, regularised, and without what all others have in common:
 *
 * <pre>
 * S = Σ + λ tr(Σ)/a I
 * r = S⁻¹ (m - μ) - β S⁻¹ μ,   β such that r·μ = 0
 * </pre>
 *
 * <p>λ was chosen on flags that the bundled network was trained with, made classes anew from 1 to 20 pictures.
 */
final class Apart {
    /** λ: with more of it a class is found more surely, and takes more that is not its own. */
    private static final double SHRINKAGE = 0.3;

    /** Of the way from what is usual to the examples. */
    private static final double ALIKE = 0.6;

    private static final double NOTHING = 1e-9;
    /** Relative, of the squared residual. */
    private static final double PRECISE = 1e-12;

    private final double[][] centred;
    private final double[] mean;
    private final double ridge;

    /** @param others at least one, at length 1 */
    private Apart(List<float[]> others) {
        int a = others.get(0).length;
        mean = new double[a];
        for (float[] other : others) {
            for (int i = 0; i < a; i++) {
                mean[i] += other[i] / (double) others.size();
            }
        }
        double trace = 0;
        centred = new double[others.size()][a];
        for (int n = 0; n < centred.length; n++) {
            for (int i = 0; i < a; i++) {
                centred[n][i] = others.get(n)[i] - mean[i];
                trace += centred[n][i] * centred[n][i] / centred.length;
            }
        }
        // others that are all the same say nothing of directions
        ridge = trace > NOTHING ? SHRINKAGE * trace / a : 1;
    }

    /**
     * The direction.
     *
     * @param own mean of the class's vectors, each at length 1 (a)
     * @param others vectors of other pictures, at length 1, at least one
     * @return (a), not at unit length; empty when the class is in no way different from the others
     */
    static Optional<double[]> direction(double[] own, List<float[]> others) {
        Apart apart = new Apart(others);
        double[] difference = own.clone();
        for (int i = 0; i < own.length; i++) {
            difference[i] -= apart.mean[i];
        }
        double[] direction = apart.solve(difference);
        double[] common = apart.solve(apart.mean);
        double share = dot(common, apart.mean);
        double beta = share > NOTHING ? dot(direction, apart.mean) / share : 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] -= beta * common[i];
        }
        return dot(direction, own) > NOTHING ? Optional.of(direction) : Optional.empty();
    }

    /** S⁻¹ b by conjugate gradients, which never write down S: exact after as many steps as there are others, and one. */
    private double[] solve(double[] b) {
        double[] x = new double[b.length];
        double[] residual = b.clone();
        double[] step = b.clone();
        double squares = dot(residual, residual);
        double enough = PRECISE * squares;
        for (int k = 0; k <= centred.length && squares > enough; k++) {
            double[] image = times(step);
            double length = squares / dot(step, image);
            for (int i = 0; i < x.length; i++) {
                x[i] += length * step[i];
                residual[i] -= length * image[i];
            }
            double before = squares;
            squares = dot(residual, residual);
            for (int i = 0; i < x.length; i++) {
                step[i] = residual[i] + squares / before * step[i];
            }
        }
        return x;
    }

    private double[] times(double[] v) {
        double[] image = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            image[i] = ridge * v[i];
        }
        for (double[] other : centred) {
            double along = dot(other, v) / centred.length;
            for (int i = 0; i < v.length; i++) {
                image[i] += along * other[i];
            }
        }
        return image;
    }

    /**
     * Those that are no pictures of the class itself, as far as that can be told: less than {@link #ALIKE} of the
     * way from what is usual to the examples. What is usual is the lower quartile, for most others may be more of the class.
     *
     * @param own mean of the examples, at length 1
     * @param agreement mean cosine of the examples to it
     */
    static List<float[]> notOf(float[] own, double agreement, List<float[]> others) {
        double usual = others.stream()
                .mapToDouble(other -> Units.dot(own, other))
                .sorted()
                .skip(others.size() / 4)
                .findFirst()
                .orElse(0);
        return others.stream()
                .filter(other -> Units.dot(own, other) <= usual + ALIKE * (agreement - usual))
                .toList();
    }

    private static double dot(double[] a, double[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
        }
        return dot;
    }
}
