package io.zerostream.trainer.evaluation;

import io.zerostream.model.matching.SeenPenalty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * T1, U, S, H and AUSUC of some test pictures, each with its interval or the reason why it cannot be given.
 *
 * @param t1 new classes among themselves (CZSL)
 * @param u new classes among all
 * @param s trained classes among all
 * @param h 2US/(U+S)
 * @param ausuc area under S over U, all γ
 * @param penalty at which U, S and H hold
 * @param protocol by which γ was chosen
 * @param curve U, S and H by γ
 * @param confusion pictures by true (row) and found (column) class at that γ
 */
public record GzslFigures(
        Figure t1,
        Figure u,
        Figure s,
        Figure h,
        Figure ausuc,
        SeenPenalty penalty,
        GammaProtocol protocol,
        List<Evaluation.Point> curve,
        int[][] confusion) {

    /**
     * Computes all that can be computed.
     *
     * @param scores of the pictures, in the unit of γ
     * @param trained for each class whether it was trained on
     * @param carriedGamma γ of the checkpoint
     * @param seed of the bootstrap
     */
    public static GzslFigures of(
            ClassScores scores, boolean[] trained, GammaProtocol protocol, float carriedGamma, long seed) {
        CalibratedStacking stacking = new CalibratedStacking(scores, trained);
        double[] weights = stacking.perClassWeights();
        List<Evaluation.Point> curve = Evaluation.curve(stacking, weights);
        float gamma = protocol.gamma(carriedGamma, curve);
        Values value = Values.of(stacking, weights, gamma);
        Map<String, double[]> interval = Bootstrap.intervals(stacking, gamma, seed);

        Reasons reasons = Reasons.of(scores, trained);
        double all = 1.0 / trained.length;
        return new GzslFigures(
                reasons.noFresh().isEmpty()
                        ? Figure.of(value.t1(), at(interval, "T1"), 1.0 / reasons.freshClasses())
                        : Figure.absent(reasons.noFresh()),
                figure(value.u(), at(interval, "U"), all, reasons.noFresh(), reasons.oneKind()),
                figure(value.s(), at(interval, "S"), all, reasons.noTrained(), reasons.oneKind()),
                figure(value.h(), at(interval, "H"), all, reasons.noFresh(), reasons.noTrained(), reasons.oneKind()),
                figure(
                        value.ausuc(),
                        at(interval, "AUSUC"),
                        null,
                        reasons.noFresh(),
                        reasons.noTrained(),
                        reasons.oneKind()),
                new SeenPenalty(gamma, scores.unit()),
                protocol,
                curve,
                stacking.confusion(gamma));
    }

    /** By name, in the usual order. */
    public Map<String, Figure> byName() {
        Map<String, Figure> figures = new LinkedHashMap<>();
        figures.put("T1", t1);
        figures.put("U", u);
        figures.put("S", s);
        figures.put("H", h);
        figures.put("AUSUC", ausuc);
        return figures;
    }

    private static double[] at(Map<String, double[]> intervals, String name) {
        return Objects.requireNonNull(intervals.get(name));
    }

    private static Figure figure(double value, double[] interval, @Nullable Double chance, String... reasons) {
        for (String reason : reasons) {
            if (!reason.isEmpty()) {
                return Figure.absent(reason);
            }
        }
        return Figure.of(value, interval, chance);
    }

    /** The five numbers under some weighting of the pictures. */
    record Values(double t1, double u, double s, double h, double ausuc) {
        static Values of(CalibratedStacking stacking, double[] weights, double gamma) {
            double u = stacking.accuracy(weights, false, gamma);
            double s = stacking.accuracy(weights, true, gamma);
            return new Values(
                    stacking.conventional(weights),
                    u,
                    s,
                    Evaluation.Point.of((float) gamma, u, s).h(),
                    stacking.ausuc(weights));
        }

        Map<String, Double> byName() {
            return new TreeMap<>(Map.of("T1", t1, "U", u, "S", s, "H", h, "AUSUC", ausuc));
        }
    }

    /** Why some figures cannot be given; empty where they can. */
    private record Reasons(String noFresh, String noTrained, String oneKind, int freshClasses) {
        static Reasons of(ClassScores scores, boolean[] trained) {
            int fresh = 0;
            for (boolean t : trained) {
                fresh += t ? 0 : 1;
            }
            boolean freshPictures = false;
            boolean trainedPictures = false;
            for (int c : scores.classes()) {
                freshPictures |= !trained[c];
                trainedPictures |= trained[c];
            }
            return new Reasons(
                    freshPictures ? "" : "there are no test pictures of unseen classes",
                    trainedPictures ? "" : "there are no test pictures of seen classes",
                    fresh > 0 && fresh < trained.length
                            ? ""
                            : "all classes are " + (fresh == 0 ? "seen" : "unseen")
                                    + "; the generalised setting needs both kinds to choose from",
                    fresh);
        }
    }
}
