package io.zerostream.trainer.evaluation;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototypes;

/**
 * Scores of pictures for classes, by whatever model.
 *
 * @param rows N × C, row-major, greater is better. Not to be changed
 * @param classes N indices of the true classes
 * @param width C
 * @param unit what the rows are, and so what a γ that is taken off them means
 */
public record ClassScores(float[] rows, int[] classes, int width, Calibration unit) {
    public ClassScores {
        if (rows.length != classes.length * width) {
            throw new IllegalArgumentException(
                    rows.length + " scores are not those of " + classes.length + " pictures for " + width + " classes");
        }
        for (int truth : classes) {
            if (truth < 0 || truth >= width) {
                throw new IllegalArgumentException("there is no class " + truth + " among " + width);
            }
        }
    }

    /** Probabilities. */
    public ClassScores(float[] rows, int[] classes, int width) {
        this(rows, classes, width, Calibration.SOFTMAX);
    }

    /** N. */
    public int size() {
        return classes.length;
    }

    /**
     * The dot products of semantic vectors with all prototypes, or softmax over them: what the streaming job takes a γ of
     * that unit off.
     */
    public static ClassScores of(SemanticVectors vectors, Prototypes classSet, Calibration unit) {
        int width = classSet.size();
        float[][] prototypes = new float[width][];
        for (int c = 0; c < width; c++) {
            prototypes[c] = classSet.row(c);
        }
        float[] rows = new float[vectors.size() * width];
        double[] dots = new double[width];
        for (int i = 0; i < vectors.size(); i++) {
            double top = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < width; c++) {
                dots[c] = dot(vectors, i, prototypes[c]);
                top = Math.max(top, dots[c]);
            }
            if (unit == Calibration.LOGITS) {
                for (int c = 0; c < width; c++) {
                    rows[i * width + c] = (float) dots[c];
                }
                continue;
            }
            double sum = 0;
            for (int c = 0; c < width; c++) {
                dots[c] = Math.exp(dots[c] - top);
                sum += dots[c];
            }
            for (int c = 0; c < width; c++) {
                rows[i * width + c] = (float) (dots[c] / sum);
            }
        }
        return new ClassScores(rows, vectors.classes(), width, unit);
    }

    private static double dot(SemanticVectors vectors, int i, float[] prototype) {
        double dot = 0;
        int from = i * vectors.attributes();
        for (int a = 0; a < prototype.length; a++) {
            dot += (double) vectors.rows()[from + a] * prototype[a];
        }
        return dot;
    }
}
