package io.zerostream.trainer.evaluation;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well semantic vectors find their classes; all accuracies are means over classes of the share of their pictures.
 *
 * @param t1 pictures of new classes, new classes to choose from (conventional zero-shot)
 * @param u pictures of new classes, all classes to choose from
 * @param s pictures of trained classes, all classes to choose from
 * @param penalty at which U, S and H hold
 * @param curve U, S and H by γ of the same unit
 * @param confusion pictures by true class (row) and found class (column), over all classes at that γ
 */
public record Evaluation(
        Accuracy t1, Accuracy u, Accuracy s, SeenPenalty penalty, List<Point> curve, int[][] confusion) {

    /** U, S, H at one γ, as fractions. */
    public record Point(float gamma, double u, double s, double h) {
        static Point of(float gamma, double u, double s) {
            return new Point(gamma, u, s, u + s == 0 ? 0 : 2 * u * s / (u + s));
        }
    }

    /** 2US/(U+S). */
    public double h() {
        return Point.of(penalty.gamma(), u.mean(), s.mean()).h();
    }

    /** The γ of the curve with the greatest H; the middle one of several. */
    public SeenPenalty best() {
        return new SeenPenalty(bestGamma(curve), penalty.calibration());
    }

    static float bestGamma(List<Point> curve) {
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
     * @param penalty of trained classes
     */
    public static Evaluation of(SemanticVectors vectors, Prototypes classSet, SeenPenalty penalty) {
        return of(ClassScores.of(vectors, classSet, penalty.calibration()), trained(classSet), penalty.gamma());
    }

    /**
     * The same at the γ that gives the greatest H on these very pictures, so they must be those of validation classes. It
     * is of logits: class sets change while a job runs, and a γ of softmax scores is right for one size alone.
     */
    public static Evaluation choosing(SemanticVectors vectors, Prototypes classSet) {
        ClassScores scores = ClassScores.of(vectors, classSet, Calibration.LOGITS);
        CalibratedStacking stacking = new CalibratedStacking(scores, trained(classSet));
        float gamma = bestGamma(curve(stacking, stacking.perClassWeights()));
        return of(stacking, trained(classSet), gamma);
    }

    /**
     * The same for a model that scores classes by itself.
     *
     * @param trained for each class whether it was trained on
     * @param gamma subtracted from the scores of trained classes
     */
    public static Evaluation of(ClassScores scores, boolean[] trained, float gamma) {
        return of(new CalibratedStacking(scores, trained), trained, gamma);
    }

    static Evaluation of(CalibratedStacking stacking, boolean[] trained, float gamma) {
        int classes = trained.length;
        int fresh = 0;
        for (boolean t : trained) {
            fresh += t ? 0 : 1;
        }
        double[] weights = stacking.perClassWeights();
        int[] conventional = IntStream.range(0, stacking.size())
                .map(stacking::foundAmongFresh)
                .toArray();
        int[] found = IntStream.range(0, stacking.size())
                .map(i -> stacking.found(i, gamma))
                .toArray();
        return new Evaluation(
                accuracy(stacking, conventional, false, fresh),
                accuracy(stacking, found, false, classes),
                accuracy(stacking, found, true, classes),
                new SeenPenalty(gamma, stacking.unit()),
                curve(stacking, weights),
                stacking.confusion(gamma));
    }

    /** Which classes were trained on, in the order of the set. */
    public static boolean[] trained(Prototypes classSet) {
        boolean[] trained = new boolean[classSet.size()];
        for (int c = 0; c < trained.length; c++) {
            trained[c] = classSet.seen(c);
        }
        return trained;
    }

    static List<Point> curve(CalibratedStacking stacking, double[] weights) {
        return GammaScale.of(stacking.unit(), stacking.greatestLead()).stream()
                .map(at -> Point.of(at, stacking.accuracy(weights, false, at), stacking.accuracy(weights, true, at)))
                .toList();
    }

    private static Accuracy accuracy(CalibratedStacking stacking, int[] found, boolean ofTrained, int choices) {
        double[] perClass = stacking.perClass(found, ofTrained);
        if (perClass.length == 0) {
            throw new IllegalArgumentException(
                    "no pictures of " + (ofTrained ? "trained" : "new") + " classes to evaluate on");
        }
        return Accuracy.of(perClass, choices);
    }
}
