package io.zerostream.trainer.umzero;

import io.zerostream.model.classes.SemanticVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The weight of the closed-form term with the greatest mean H over the folds of the validation classes, γ chosen for each
 * weight as one for all folds.
 *
 * @param weight w
 * @param folds what the network gives with it in each fold
 * @param figures of these, γ among them
 * @param tried all weights, in the order given
 */
record TermChoice(double weight, List<GammaChoice.Seen> folds, GammaChoice.Chosen figures, List<Tried> tried) {

    /**
     * A weight and its figures on the validation classes, as fractions.
     *
     * @param weight w
     * @param t1 T1, mean over the folds
     * @param h greatest mean H
     * @param foldT1 T1 of each fold
     * @param foldH H of each at the common γ
     */
    record Tried(double weight, double t1, double h, List<Double> foldT1, List<Double> foldH) {}

    /**
     * A fold.
     *
     * @param trained vectors of its pictures by the network without the term, and its classes
     * @param closed the closed form's vectors of the same pictures (n,a)
     */
    record Fold(GammaChoice.Seen trained, float[] closed) {}

    /**
     * Chooses; of equals the first.
     *
     * @param scale s of the network, in which the folds' {@code trained} have it and {@code closed} have not
     * @param weights to choose among
     */
    static TermChoice of(List<Fold> folds, float scale, List<Double> weights) {
        List<Tried> tried = new ArrayList<>();
        List<GammaChoice.Seen> best = List.of();
        GammaChoice.Chosen figures = null;
        double chosen = 0;
        for (double weight : weights) {
            List<GammaChoice.Seen> sums = folds.stream()
                    .map(fold -> new GammaChoice.Seen(
                            sum(fold.trained().vectors(), fold.closed(), (float) (scale * weight)),
                            fold.trained().classes()))
                    .toList();
            GammaChoice.Chosen theirs = GammaChoice.chosen(sums);
            tried.add(new Tried(weight, theirs.mean("T1"), theirs.mean("H"), theirs.values("T1"), theirs.values("H")));
            if (figures == null || theirs.mean("H") > figures.mean("H")) {
                best = sums;
                figures = theirs;
                chosen = weight;
            }
        }
        return new TermChoice(chosen, best, Objects.requireNonNull(figures, "no weights"), List.copyOf(tried));
    }

    private static SemanticVectors sum(SemanticVectors trained, float[] closed, float factor) {
        float[] rows = trained.rows().clone();
        for (int i = 0; i < rows.length; i++) {
            rows[i] += factor * closed[i];
        }
        return new SemanticVectors(rows, trained.classes(), trained.attributes());
    }
}
