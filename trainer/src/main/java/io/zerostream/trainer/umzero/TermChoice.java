package io.zerostream.trainer.umzero;

import io.zerostream.model.Prototypes;
import io.zerostream.trainer.evaluation.Figure;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.SemanticVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The weight of the closed-form term with the greatest H, γ chosen for each weight. On validation classes, as γ is.
 *
 * @param weight w
 * @param vectors what the network gives with it
 * @param figures of these, γ among them
 * @param tried all weights, in the order given
 */
record TermChoice(double weight, SemanticVectors vectors, GzslFigures figures, List<Tried> tried) {

    /**
     * A weight and its figures on the validation classes, as fractions.
     *
     * @param weight w
     * @param t1 T1
     * @param h greatest H
     */
    record Tried(double weight, double t1, double h) {}

    /**
     * Chooses; of equals the first.
     *
     * @param trained vectors of validation pictures by the network without the term
     * @param closed the closed form's vectors of the same pictures (n,a)
     * @param scale s of the network, in which {@code trained} has it and {@code closed} has not
     * @param weights to choose among
     */
    static TermChoice of(
            SemanticVectors trained, float[] closed, float scale, List<Double> weights, Prototypes classes) {
        List<Tried> tried = new ArrayList<>();
        SemanticVectors vectors = trained;
        GzslFigures figures = null;
        double chosen = 0;
        for (double weight : weights) {
            SemanticVectors sum = sum(trained, closed, (float) (scale * weight));
            GzslFigures theirs = Calibration.chosen(sum, classes);
            tried.add(new Tried(weight, value(theirs.t1()), value(theirs.h())));
            if (figures == null || value(theirs.h()) > value(figures.h())) {
                vectors = sum;
                figures = theirs;
                chosen = weight;
            }
        }
        return new TermChoice(chosen, vectors, Objects.requireNonNull(figures, "no weights"), List.copyOf(tried));
    }

    private static double value(Figure figure) {
        return Objects.requireNonNull(figure.value(), "a validation set has pictures of trained and of other classes");
    }

    private static SemanticVectors sum(SemanticVectors trained, float[] closed, float factor) {
        float[] rows = trained.rows().clone();
        for (int i = 0; i < rows.length; i++) {
            rows[i] += factor * closed[i];
        }
        return new SemanticVectors(rows, trained.classes(), trained.attributes());
    }
}
