package io.zerostream.bench.internal;

import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SemanticSpace;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Class sets of any size in a space as large as CUB's, and the baseline of matching. */
public final class PlainScores {
    /** a, attributes of a class. */
    public static final int ATTRIBUTES = 312;

    private PlainScores() {}

    /** A scorer over random prototypes; every other class is a seen one. */
    public static ClassScorer scorer(int classes) {
        Random random = new Random(2);
        SemanticSpace space = new SemanticSpace(
                "bench", IntStream.range(0, ATTRIBUTES).mapToObj(i -> "a" + i).toList(), new float[0][]);
        List<Prototype> prototypes = IntStream.range(0, classes)
                .mapToObj(c -> new Prototype("c" + c, values(random, ATTRIBUTES), c % 2 == 0))
                .toList();
        return new ClassScorer(Prototypes.of(space, prototypes), new ScoringOptions(0.3f, 0, 5));
    }

    /** Random numbers around 0, deviation 1. */
    public static float[] values(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /**
     * The dot products alone, as three nested loops: picture, class, attribute.
     *
     * @param vectors (batch, a)
     * @param rows (classes, a)
     * @return (batch, classes)
     */
    public static float[] tripleLoop(float[] vectors, float[] rows, int batch, int classes) {
        float[] scores = new float[batch * classes];
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < classes; c++) {
                float sum = 0;
                for (int j = 0; j < ATTRIBUTES; j++) {
                    sum += vectors[b * ATTRIBUTES + j] * rows[c * ATTRIBUTES + j];
                }
                scores[b * classes + c] = sum;
            }
        }
        return scores;
    }
}
