package io.zerostream.conformance.internal;

import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SemanticSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * From semantic vectors to scores and labels. By the definition, and, where the class vectors have unit length as our
 * prototypes always have, by {@link ClassScorer} too.
 */
final class Labels {
    private static final double UNIT = 1e-4;

    private final float[] att;
    private final int classes;
    private final int attributes;
    private final IntPredicate seen;

    /** @param att class vectors (C, a) */
    Labels(float[] att, int classes, int attributes, IntPredicate seen) {
        this.att = att;
        this.classes = classes;
        this.attributes = attributes;
        this.seen = seen;
    }

    /**
     * Compares whatever of scores and labels the file holds.
     *
     * @param fused semantic vectors (B, a)
     * @param scoreLimit for scores; labels must be the same
     */
    void compare(String name, float[] fused, double[] gammas, Npz file, double scoreLimit, Cases cases) {
        int batch = fused.length / attributes;
        int[] all = IntStream.range(0, classes).toArray();
        int[] unseen = Arrays.stream(all).filter(c -> !seen.test(c)).toArray();
        int[] known = Arrays.stream(all).filter(seen).toArray();
        close(name, "logits_all", logits(fused, batch, all), file, scoreLimit, cases);
        close(name, "logits_seen", logits(fused, batch, known), file, scoreLimit, cases);
        double[] softmax = softmax(logits(fused, batch, all), batch);
        close(name, "softmax_all", softmax, file, scoreLimit, cases);
        close(name, "czsl_scores", logits(fused, batch, unseen), file, scoreLimit, cases);
        labels(name, "czsl_pred", best(logits(fused, batch, unseen), batch, unseen), file, cases);
        double[] calibrated = new double[gammas.length * batch * classes];
        for (int i = 0; i < calibrated.length; i++) {
            double gamma = seen.test(i % classes) ? gammas[i / (batch * classes)] : 0;
            calibrated[i] = softmax[i % (batch * classes)] - gamma;
        }
        close(name, "gzsl_scores", calibrated, file, scoreLimit, cases);
        labels(name, "gzsl_pred", best(calibrated, gammas.length * batch, all), file, cases);
        if (unitLength()) {
            labels(name + " by ClassScorer", "gzsl_pred", scored(fused, batch, gammas, all), file, cases);
            labels(name + " by ClassScorer", "czsl_pred", scored(fused, batch, new double[1], unseen), file, cases);
        }
    }

    private static void close(String name, String key, double[] actual, Npz file, double limit, Cases cases) {
        if (file.has(key)) {
            float[] floats = new float[actual.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) actual[i];
            }
            cases.close(name + ": " + key, floats, file.get(key), limit);
        }
    }

    private static void labels(String name, String key, long[] actual, Npz file, Cases cases) {
        if (file.has(key)) {
            cases.same(name + ": " + key, actual, file.get(key).toLongs());
        }
    }

    /** Labels (γ, B) as the job gives them. */
    long[] scored(float[] fused, int batch, double[] gammas, int[] among) {
        List<Prototype> list = new ArrayList<>();
        for (int c : among) {
            float[] row = Arrays.copyOfRange(att, c * attributes, (c + 1) * attributes);
            list.add(new Prototype(Integer.toString(c), row, seen.test(c)));
        }
        Prototypes prototypes = Prototypes.of(space(), list);
        long[] labels = new long[gammas.length * batch];
        for (int g = 0; g < gammas.length; g++) {
            List<Match> matches =
                    new ClassScorer(prototypes, new ScoringOptions((float) gammas[g], -1, 1)).match(fused, batch);
            for (int b = 0; b < batch; b++) {
                labels[g * batch + b] =
                        Long.parseLong(matches.get(b).top().get(0).className());
            }
        }
        return labels;
    }

    /** A space of as many attributes, whose names do not matter. */
    SemanticSpace space() {
        return new SemanticSpace(
                "reference",
                IntStream.range(0, attributes).mapToObj(i -> "a" + i).toList(),
                new float[0][]);
    }

    private boolean unitLength() {
        for (int c = 0; c < classes; c++) {
            double squares = 0;
            for (int a = 0; a < attributes; a++) {
                squares += (double) att[c * attributes + a] * att[c * attributes + a];
            }
            if (Math.abs(Math.sqrt(squares) - 1) > UNIT) {
                return false;
            }
        }
        return true;
    }

    private double[] logits(float[] fused, int batch, int[] among) {
        double[] logits = new double[batch * among.length];
        for (int i = 0; i < logits.length; i++) {
            for (int a = 0; a < attributes; a++) {
                logits[i] += (double) fused[i / among.length * attributes + a]
                        * att[among[i % among.length] * attributes + a];
            }
        }
        return logits;
    }

    private static double[] softmax(double[] logits, int rows) {
        double[] shares = new double[logits.length];
        int width = logits.length / rows;
        for (int r = 0; r < rows; r++) {
            double most =
                    Arrays.stream(logits, r * width, (r + 1) * width).max().orElse(0);
            double sum = 0;
            for (int i = r * width; i < (r + 1) * width; i++) {
                shares[i] = Math.exp(logits[i] - most);
                sum += shares[i];
            }
            for (int i = r * width; i < (r + 1) * width; i++) {
                shares[i] /= sum;
            }
        }
        return shares;
    }

    private static long[] best(double[] scores, int rows, int[] among) {
        long[] best = new long[rows];
        for (int r = 0; r < rows; r++) {
            int first = 0;
            for (int c = 1; c < among.length; c++) {
                first = scores[r * among.length + c] > scores[r * among.length + first] ? c : first;
            }
            best[r] = among[first];
        }
        return best;
    }
}
