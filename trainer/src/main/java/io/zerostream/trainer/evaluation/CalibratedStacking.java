package io.zerostream.trainer.evaluation;

import io.zerostream.model.matching.Calibration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Chao et al., "An Empirical Study and Analysis of Generalized Zero-Shot Learning": γ off the scores of trained classes.
 * Whatever γ is, a picture is given either its best trained or its best new class, so that these two and the lead of the
 * first over the second are all that is kept.
 */
final class CalibratedStacking {
    private final int[] truth;
    private final int[] bestTrained;
    private final int[] bestFresh;
    private final double[] lead;
    private final boolean[] trained;
    private final Calibration unit;
    /** Pictures by falling need of γ to be given a new class. */
    private final int[] byLead;

    /**
     * @param scores of pictures for all classes
     * @param trained which classes were trained on
     */
    CalibratedStacking(ClassScores scores, boolean[] trained) {
        if (trained.length != scores.width()) {
            throw new IllegalArgumentException(
                    "scores for " + scores.width() + " classes, but " + trained.length + " classes");
        }
        this.trained = trained;
        unit = scores.unit();
        truth = scores.classes();
        bestTrained = new int[truth.length];
        bestFresh = new int[truth.length];
        lead = new double[truth.length];
        for (int i = 0; i < truth.length; i++) {
            bestTrained[i] = argmax(scores, i, true);
            bestFresh[i] = argmax(scores, i, false);
            int from = i * scores.width();
            lead[i] = bestTrained[i] < 0
                    ? Double.NEGATIVE_INFINITY
                    : bestFresh[i] < 0
                            ? Double.POSITIVE_INFINITY
                            : (double) scores.rows()[from + bestTrained[i]] - scores.rows()[from + bestFresh[i]];
        }
        byLead = IntStream.range(0, truth.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> lead[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    int size() {
        return truth.length;
    }

    /** What γ is taken off. */
    Calibration unit() {
        return unit;
    }

    /** The γ beyond which every picture is given a new class, or 0; pictures that have no choice do not count. */
    double greatestLead() {
        return Arrays.stream(lead).filter(Double::isFinite).reduce(0, Math::max);
    }

    int truth(int i) {
        return truth[i];
    }

    /** Whether picture i is of a trained class. */
    boolean ofTrained(int i) {
        return trained[truth[i]];
    }

    /** The class that a picture is given at a γ. */
    int found(int i, double gamma) {
        return lead[i] >= gamma ? bestTrained[i] : bestFresh[i];
    }

    /** The new class that a picture is given when there are no others. */
    int foundAmongFresh(int i) {
        return bestFresh[i];
    }

    /** For each picture one over the pictures of its class and over the classes of its kind that have any; sums to 1 a kind. */
    double[] perClassWeights() {
        int[] pictures = new int[trained.length];
        for (int t : truth) {
            pictures[t]++;
        }
        double trainedClasses = 0;
        double freshClasses = 0;
        for (int c = 0; c < trained.length; c++) {
            if (pictures[c] > 0 && trained[c]) {
                trainedClasses++;
            } else if (pictures[c] > 0) {
                freshClasses++;
            }
        }
        double[] weights = new double[truth.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1 / (pictures[truth[i]] * (ofTrained(i) ? trainedClasses : freshClasses));
        }
        return weights;
    }

    /** Weighted share of the pictures of one kind of class that are right at a γ. */
    double accuracy(double[] weights, boolean ofTrained, double gamma) {
        double right = 0;
        for (int i = 0; i < truth.length; i++) {
            if (ofTrained(i) == ofTrained && found(i, gamma) == truth[i]) {
                right += weights[i];
            }
        }
        return Math.min(1, right);
    }

    /** Weighted share of the pictures of new classes that are right when there are only new classes. */
    double conventional(double[] weights) {
        double right = 0;
        for (int i = 0; i < truth.length; i++) {
            if (!ofTrained(i) && bestFresh[i] == truth[i]) {
                right += weights[i];
            }
        }
        return Math.min(1, right);
    }

    /**
     * Area under S over U, γ from −∞ (only trained classes are given) to ∞ (only new ones). Exact: γ passes the lead of each
     * picture once; between two points the line is straight.
     */
    double ausuc(double[] weights) {
        double s = accuracy(weights, true, Double.NEGATIVE_INFINITY);
        double u = 0;
        double area = 0;
        for (int k = 0; k < byLead.length; ) {
            double oldS = s;
            double oldU = u;
            double at = lead[byLead[k]];
            for (; k < byLead.length && lead[byLead[k]] == at; k++) {
                int i = byLead[k];
                if (ofTrained(i)) {
                    s -= bestTrained[i] == truth[i] ? weights[i] : 0;
                } else {
                    u += bestFresh[i] == truth[i] ? weights[i] : 0;
                }
            }
            area += (u - oldU) * (s + oldS) / 2;
        }
        return Math.min(1, area);
    }

    /** -1 when there is no class of that kind. */
    private int argmax(ClassScores scores, int i, boolean wanted) {
        int best = -1;
        int from = i * trained.length;
        for (int c = 0; c < trained.length; c++) {
            if (trained[c] == wanted && (best < 0 || scores.rows()[from + c] > scores.rows()[from + best])) {
                best = c;
            }
        }
        return best;
    }

    /** Pictures by true (row) and found (column) class. */
    int[][] confusion(double gamma) {
        int[][] confusion = new int[trained.length][trained.length];
        for (int i = 0; i < truth.length; i++) {
            confusion[truth[i]][found(i, gamma)]++;
        }
        return confusion;
    }

    /** Accuracies of the classes of one kind that have pictures; none when there are none. */
    double[] perClass(int[] found, boolean wanted) {
        int[] right = new int[trained.length];
        int[] all = new int[trained.length];
        for (int i = 0; i < found.length; i++) {
            all[truth[i]]++;
            right[truth[i]] += found[i] == truth[i] ? 1 : 0;
        }
        double[] shares = new double[trained.length];
        int n = 0;
        for (int c = 0; c < trained.length; c++) {
            if (trained[c] == wanted && all[c] > 0) {
                shares[n++] = (double) right[c] / all[c];
            }
        }
        return Arrays.copyOf(shares, n);
    }
}
