package io.zerostream.trainer.evaluation;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well semantic vectors tell one attribute.
 *
 * @param attribute its name
 * @param correlation Pearson's, over pictures, between the unit-length vector's value and that of the picture's class;
 *     null when either does not vary
 * @param averagePrecision of ranking pictures by the vector's value, where those count whose class has more of the
 *     attribute than the mean class of the pictures; null when all or none do
 * @param share of pictures that count, which is what a random ranking would give
 */
public record AttributeQuality(
        String attribute,
        @Nullable Double correlation,
        @Nullable Double averagePrecision,
        double share) {

    /**
     * All attributes, in the order of the space.
     *
     * @param vectors of pictures, at least one
     * @param classSet classes, in the order of the vectors' class indices
     */
    public static List<AttributeQuality> of(SemanticVectors vectors, Prototypes classSet) {
        int n = vectors.size();
        int width = vectors.attributes();
        float[][] prototypes =
                IntStream.range(0, classSet.size()).mapToObj(classSet::row).toArray(float[][]::new);
        int[] present = IntStream.of(vectors.classes()).distinct().toArray();
        double[] norms = new double[n];
        for (int i = 0; i < n; i++) {
            double squares = 0;
            for (float v : vectors.row(i)) {
                squares += (double) v * v;
            }
            norms[i] = Math.max(1e-12, Math.sqrt(squares));
        }
        List<AttributeQuality> all = new ArrayList<>();
        for (int a = 0; a < width; a++) {
            double[] said = new double[n];
            double[] expected = new double[n];
            double mean = 0;
            for (int c : present) {
                mean += prototypes[c][a] / present.length;
            }
            for (int i = 0; i < n; i++) {
                said[i] = vectors.rows()[i * width + a] / norms[i];
                expected[i] = prototypes[vectors.classes()[i]][a];
            }
            double threshold = mean;
            long positives =
                    IntStream.range(0, n).filter(i -> expected[i] > threshold).count();
            all.add(new AttributeQuality(
                    classSet.space().attributes().get(a),
                    correlation(said, expected),
                    positives == 0 || positives == n ? null : averagePrecision(said, expected, threshold),
                    (double) positives / n));
        }
        return all;
    }

    static @Nullable Double correlation(double[] x, double[] y) {
        double mx = 0;
        double my = 0;
        for (int i = 0; i < x.length; i++) {
            mx += x[i] / x.length;
            my += y[i] / x.length;
        }
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xx < 1e-20 || yy < 1e-20 ? null : xy / Math.sqrt(xx * yy);
    }

    private static double averagePrecision(double[] said, double[] expected, double threshold) {
        int[] order = IntStream.range(0, said.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -said[i]))
                .mapToInt(i -> i)
                .toArray();
        int hits = 0;
        double sum = 0;
        for (int rank = 0; rank < order.length; rank++) {
            if (expected[order[rank]] > threshold) {
                hits++;
                sum += (double) hits / (rank + 1);
            }
        }
        return sum / hits;
    }
}
