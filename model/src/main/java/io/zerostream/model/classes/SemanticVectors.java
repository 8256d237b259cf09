package io.zerostream.model.classes;

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

    /**
     * Some of the pictures.
     *
     * @param pictures their indices, in the order wanted
     */
    public SemanticVectors only(int[] pictures) {
        float[] some = new float[pictures.length * attributes];
        int[] labels = new int[pictures.length];
        for (int k = 0; k < pictures.length; k++) {
            System.arraycopy(rows, pictures[k] * attributes, some, k * attributes, attributes);
            labels[k] = classes[pictures[k]];
        }
        return new SemanticVectors(some, labels, attributes);
    }

    /** A copy of one vector. */
    public float[] row(int i) {
        return Arrays.copyOfRange(rows, i * attributes, (i + 1) * attributes);
    }
}
