package io.zerostream.trainer;

import io.zerostream.model.Prototypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well semantic vectors find their classes; all accuracies are means over classes of the share of their pictures.
 *
 * @param t1 pictures of new classes, new classes to choose from (conventional zero-shot)
 * @param u pictures of new classes, all classes to choose from
 * @param s pictures of trained classes, all classes to choose from
 * @param gamma γ at which U, S and H hold
 * @param curve U, S and H by γ
 * @param confusion pictures by true class (row) and found class (column), over all classes at that γ
 */
public record Evaluation(Accuracy t1, Accuracy u, Accuracy s, float gamma, List<Point> curve, int[][] confusion) {
    /** How many values of γ the curve has: 0 to 1, denser towards 1, where a sure model's softmax scores are. */
    private static final int GAMMAS = 101;

    /** U, S, H at one γ, as fractions. */
    public record Point(float gamma, double u, double s, double h) {
        static Point of(float gamma, double u, double s) {
            return new Point(gamma, u, s, u + s == 0 ? 0 : 2 * u * s / (u + s));
        }
    }

    /** 2US/(U+S). */
    public double h() {
        return Point.of(gamma, u.mean(), s.mean()).h();
    }

    /** The γ of the curve with the greatest H; the middle one of several. */
    public float bestGamma() {
        double best = curve.stream().mapToDouble(Point::h).max().orElseThrow();
        List<Point> winners = curve.stream().filter(p -> p.h() > best - 1e-9).toList();
        return winners.get(winners.size() / 2).gamma();
    }

    /**
     * Evaluates.
     *
     * @param vectors of pictures of all classes, trained and new, made for this purpose only
     * @param classSet the classes, in the order of the vectors' class indices; "seen" marks those trained on, of which
     *     there must be some, as of the others
     * @param gamma subtracted from the softmax scores of trained classes
     */
    public static Evaluation of(SemanticVectors vectors, Prototypes classSet, float gamma) {
        int classes = classSet.size();
        float[][] prototypes = new float[classes][];
        boolean[] trained = new boolean[classes];
        for (int c = 0; c < classes; c++) {
            prototypes[c] = classSet.row(c);
            trained[c] = classSet.seen(c);
        }
        int fresh = 0;
        for (boolean t : trained) {
            fresh += t ? 0 : 1;
        }
        int[] best = new int[vectors.size()];
        int[] bestFresh = new int[vectors.size()];
        // for the curve: best score of either kind, and whether it is the right class
        float[] trainedScore = new float[vectors.size()];
        float[] freshScore = new float[vectors.size()];
        int[] bestTrained = new int[vectors.size()];
        for (int i = 0; i < vectors.size(); i++) {
            double[] scores = softmax(vectors, i, prototypes);
            bestFresh[i] = argmax(scores, trained, false);
            bestTrained[i] = argmax(scores, trained, true);
            trainedScore[i] = (float) scores[bestTrained[i]];
            freshScore[i] = (float) scores[bestFresh[i]];
        }
        List<Point> curve = new ArrayList<>();
        for (int g = 0; g < GAMMAS; g++) {
            float left = 1 - g / (GAMMAS - 1f);
            float at = 1 - left * left;
            choose(best, bestTrained, bestFresh, trainedScore, freshScore, at);
            curve.add(Point.of(
                    at,
                    Accuracy.of(perClass(vectors, best, trained, false), classes)
                            .mean(),
                    Accuracy.of(perClass(vectors, best, trained, true), classes).mean()));
        }
        choose(best, bestTrained, bestFresh, trainedScore, freshScore, gamma);
        int[][] confusion = new int[classes][classes];
        for (int i = 0; i < best.length; i++) {
            confusion[vectors.classes()[i]][best[i]]++;
        }
        return new Evaluation(
                Accuracy.of(perClass(vectors, bestFresh, trained, false), fresh),
                Accuracy.of(perClass(vectors, best, trained, false), classes),
                Accuracy.of(perClass(vectors, best, trained, true), classes),
                gamma,
                List.copyOf(curve),
                confusion);
    }

    private static void choose(
            int[] best, int[] bestTrained, int[] bestFresh, float[] trainedScore, float[] freshScore, float gamma) {
        for (int i = 0; i < best.length; i++) {
            best[i] = trainedScore[i] - gamma >= freshScore[i] ? bestTrained[i] : bestFresh[i];
        }
    }

    /** Accuracies of the classes that are, or are not, trained and have pictures. */
    private static double[] perClass(SemanticVectors vectors, int[] found, boolean[] trained, boolean wanted) {
        int[] right = new int[trained.length];
        int[] all = new int[trained.length];
        for (int i = 0; i < found.length; i++) {
            int truth = vectors.classes()[i];
            all[truth]++;
            right[truth] += found[i] == truth ? 1 : 0;
        }
        double[] shares = new double[trained.length];
        int n = 0;
        for (int c = 0; c < trained.length; c++) {
            if (trained[c] == wanted && all[c] > 0) {
                shares[n++] = (double) right[c] / all[c];
            }
        }
        if (n == 0) {
            throw new IllegalArgumentException(
                    "no pictures of " + (wanted ? "trained" : "new") + " classes to evaluate on");
        }
        return Arrays.copyOf(shares, n);
    }

    private static double[] softmax(SemanticVectors vectors, int i, float[][] prototypes) {
        double[] scores = new double[prototypes.length];
        double top = Double.NEGATIVE_INFINITY;
        int from = i * vectors.attributes();
        for (int c = 0; c < scores.length; c++) {
            double dot = 0;
            for (int a = 0; a < vectors.attributes(); a++) {
                dot += (double) vectors.rows()[from + a] * prototypes[c][a];
            }
            scores[c] = dot;
            top = Math.max(top, dot);
        }
        double sum = 0;
        for (int c = 0; c < scores.length; c++) {
            scores[c] = Math.exp(scores[c] - top);
            sum += scores[c];
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] /= sum;
        }
        return scores;
    }

    private static int argmax(double[] scores, boolean[] trained, boolean wanted) {
        int best = -1;
        for (int c = 0; c < scores.length; c++) {
            if (trained[c] == wanted && (best < 0 || scores[c] > scores[best])) {
                best = c;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("no " + (wanted ? "trained" : "new") + " class to choose from");
        }
        return best;
    }
}
