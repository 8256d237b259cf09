package io.zerostream.trainer.evaluation;

import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Accuracies as in {@link Evaluation}.
 *
 * @param h 2US/(U+S)
 * @param gamma at which U, S and H hold
 * @param calibration its unit
 * @param bestH greatest H over all γ: what a γ chosen on these very pictures would have given
 */
public record Figures(
        Accuracy t1, Accuracy u, Accuracy s, double h, float gamma, Calibration calibration, double bestH) {
    /** γ with its unit. */
    public SeenPenalty penalty() {
        return new SeenPenalty(gamma, calibration);
    }

    /** Takes the figures out of an evaluation. */
    public static Figures of(Evaluation evaluation) {
        double best = evaluation.curve().stream()
                .mapToDouble(Evaluation.Point::h)
                .max()
                .orElse(0);
        return new Figures(
                evaluation.t1(),
                evaluation.u(),
                evaluation.s(),
                evaluation.h(),
                evaluation.penalty().gamma(),
                evaluation.penalty().calibration(),
                best);
    }

    /** T1, U, S, H by name, as fractions. */
    public Map<String, Double> byName() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("T1", t1.mean());
        figures.put("U", u.mean());
        figures.put("S", s.mean());
        figures.put("H", h);
        return figures;
    }
}
