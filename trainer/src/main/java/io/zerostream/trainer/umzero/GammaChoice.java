package io.zerostream.trainer.umzero;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.evaluation.ClassScores;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.GammaProtocol;
import io.zerostream.trainer.evaluation.GzslFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** γ, and what it gives. */
final class GammaChoice {
    private static final long SEED = 1;
    private static final double SAME = 1e-9;

    private GammaChoice() {}

    /**
     * Pictures of a fold of the validation classes, and what a model that was trained without these made of them.
     *
     * @param classes the fold's
     */
    record Seen(SemanticVectors vectors, Prototypes classes) {}

    /**
     * One γ for all folds, and the figures of each there.
     *
     * @param penalty with the greatest mean of the folds' H
     * @param folds their figures at that γ
     */
    record Chosen(SeenPenalty penalty, List<GzslFigures> folds) {
        /** Means over the folds, by name. */
        Map<String, Double> means() {
            Map<String, Double> means = new LinkedHashMap<>();
            folds.get(0).byName().keySet().forEach(name -> means.put(name, mean(name)));
            return means;
        }

        double mean(String name) {
            return values(name).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }

        /** One figure of each fold. */
        List<Double> values(String name) {
            return folds.stream()
                    .map(fold -> Objects.requireNonNull(fold.byName().get(name)).value())
                    .map(value -> Objects.requireNonNull(
                            value, "a validation set has pictures of trained and of other classes"))
                    .toList();
        }
    }

    /** The figures at a γ. */
    static GzslFigures figures(SemanticVectors vectors, Prototypes classes, SeenPenalty penalty) {
        return GzslFigures.of(
                ClassScores.of(vectors, classes, penalty.calibration()),
                trained(classes),
                GammaProtocol.VALIDATED,
                penalty.gamma(),
                SEED);
    }

    /**
     * The γ of logits with the greatest mean H on these very pictures, which must be those of validation classes: folds
     * differ in their classes, and class sets will.
     */
    static Chosen chosen(List<Seen> folds) {
        List<List<Evaluation.Point>> curves = folds.stream()
                .map(fold -> figures(fold.vectors(), fold.classes(), SeenPenalty.NONE)
                        .curve())
                .toList();
        SeenPenalty penalty = new SeenPenalty(best(curves), SeenPenalty.NONE.calibration());
        return new Chosen(
                penalty,
                folds.stream()
                        .map(fold -> figures(fold.vectors(), fold.classes(), penalty))
                        .toList());
    }

    /** Of equals the middle one. */
    private static float best(List<List<Evaluation.Point>> curves) {
        List<Float> gammas = curves.stream()
                .flatMap(List::stream)
                .map(Evaluation.Point::gamma)
                .distinct()
                .sorted()
                .toList();
        List<Double> means = gammas.stream()
                .map(gamma -> curves.stream()
                        .mapToDouble(curve -> nearest(curve, gamma).h())
                        .average()
                        .orElseThrow())
                .toList();
        double greatest = means.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        List<Float> winners = new ArrayList<>();
        for (int i = 0; i < means.size(); i++) {
            if (means.get(i) > greatest - SAME) {
                winners.add(gammas.get(i));
            }
        }
        return winners.get(winners.size() / 2);
    }

    private static Evaluation.Point nearest(List<Evaluation.Point> curve, float gamma) {
        return curve.stream()
                .min(Comparator.comparingDouble(point -> Math.abs(point.gamma() - gamma)))
                .orElseThrow();
    }

    private static boolean[] trained(Prototypes classes) {
        boolean[] trained = new boolean[classes.size()];
        for (int c = 0; c < trained.length; c++) {
            trained[c] = classes.seen(c);
        }
        return trained;
    }
}
