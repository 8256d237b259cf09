package io.zerostream.trainer.evaluation;

import java.util.Arrays;

/**
 * What a model made of some pictures whose classes are known.
 *
 * @param rows N × a semantic vectors, row-major; not to be changed
 * @param classes N class indices
 * @param attributes a
 */
public record SemanticVectors(float[] rows, int[] classes, int attributes) {
    public SemanticVectors {
        if (rows.length != classes.length * attributes) {
            throw new IllegalArgumentException(
                    rows.length + " numbers are not " + classes.length + " vectors of " + attributes);
        }
    }

    /** N. */
    public int size() {
        return classes.length;
    }

    /** A copy of one vector. */
    public float[] row(int i) {
        return Arrays.copyOfRange(rows, i * attributes, (i + 1) * attributes);
    }
}
