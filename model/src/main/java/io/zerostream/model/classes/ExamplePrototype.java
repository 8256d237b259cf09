package io.zerostream.model.classes;

import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A class made of what a model makes of some pictures of it: their mean, each at unit length, or better what sets them
 * apart from other pictures.
 *
 * @param vector unit length, (a); components may be negative. Not to be changed
 * @param mean of the examples, unit length, (a): what they look like. Not to be changed
 * @param similarity of each example to the mean of the others, cosine in [-1, 1]; 1 for a single one
 * @param odd indices of examples that are much less like the others than most: probably of something else
 * @param others pictures of something else that it was set apart from; 0 = it is the mean
 */
public record ExamplePrototype(float[] vector, float[] mean, double[] similarity, List<Integer> odd, int others) {
    /** With fewer pictures of something else nothing can be said of what they have in common. */
    public static final int ENOUGH_OTHERS = 10;

    /** Median absolute deviations below the median at which an example is odd. */
    private static final double DEVIATIONS = 5;

    private static final double LEAST_DEVIATION = 0.02;

    /**
     * Sets the examples apart from other pictures. The mean of the examples alone, as a class, takes away most of the
     * pictures of other classes where those are made of attributes; see {@code docs/results.md}. Other pictures that are as
     * much like the examples as these are like each other are taken for more of them and left out.
     *
     * @param examples vectors of pictures of one class; class indices are not looked at
     * @param others vectors of pictures of anything else; with fewer than {@link #ENOUGH_OTHERS}, or when the model sees no
     *     difference, it is the mean
     * @throws ModelException when there is no example, or they cancel each other out
     */
    public static ExamplePrototype of(SemanticVectors examples, SemanticVectors others) {
        ExamplePrototype mean = of(examples);
        List<float[]> units = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            units.add(unit(toDoubles(others.row(i))));
        }
        List<float[]> different = Apart.notOf(mean.vector, mean.agreement(), units);
        if (different.size() < ENOUGH_OTHERS) {
            return mean;
        }
        return Apart.direction(toDoubles(mean.vector), different)
                .map(direction ->
                        new ExamplePrototype(unit(direction), mean.vector, mean.similarity, mean.odd, different.size()))
                .orElse(mean);
    }

    /**
     * Averages.
     *
     * @param examples vectors of pictures of one class; class indices are not looked at
     * @throws ModelException when there is none, or they cancel each other out
     */
    public static ExamplePrototype of(SemanticVectors examples) {
        int n = examples.size();
        if (n == 0) {
            throw new ModelException("a class from examples needs at least one picture");
        }
        float[][] units = new float[n][];
        double[] sum = new double[examples.attributes()];
        for (int i = 0; i < n; i++) {
            units[i] = unit(toDoubles(examples.row(i)));
            for (int a = 0; a < sum.length; a++) {
                sum[a] += units[i][a];
            }
        }
        double[] similarity = new double[n];
        for (int i = 0; i < n; i++) {
            double[] others = sum.clone();
            for (int a = 0; a < sum.length && n > 1; a++) {
                others[a] -= units[i][a];
            }
            float[] rest = unit(others);
            for (int a = 0; a < rest.length; a++) {
                similarity[i] += (double) rest[a] * units[i][a];
            }
        }
        float[] mean = unit(sum);
        return new ExamplePrototype(mean, mean, similarity, odd(similarity), 0);
    }

    /** Mean similarity: near 1 when the examples agree. */
    public double agreement() {
        return Arrays.stream(similarity).average().orElseThrow();
    }

    private static List<Integer> odd(double[] similarity) {
        double median = median(similarity);
        double deviation =
                median(Arrays.stream(similarity).map(s -> Math.abs(s - median)).toArray());
        List<Integer> odd = new ArrayList<>();
        for (int i = 0; i < similarity.length && similarity.length > 2; i++) {
            if (median - similarity[i] > DEVIATIONS * Math.max(LEAST_DEVIATION, deviation)) {
                odd.add(i);
            }
        }
        return List.copyOf(odd);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static float[] unit(double[] values) {
        double norm = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
        if (!(norm > 1e-9)) {
            throw new ModelException(
                    "the model's vectors of the examples are zero or cancel each other out; use other pictures");
        }
        float[] unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (values[i] / norm);
        }
        return unit;
    }
}
