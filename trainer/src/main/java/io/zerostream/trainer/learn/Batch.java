package io.zerostream.trainer.learn;

import java.util.Arrays;

/**
 * What one step trains on.
 *
 * @param pictures B × 3 × H × W, normalised
 * @param attributes B × a, 0 or 1
 * @param targets B × C, 1 at the class of the picture, else 0
 * @param prototypes C × a, rows of unit length: the training classes, then the made-up ones of this batch
 * @param size B
 * @param classes C
 * @param taught B × t, what a teacher network makes of the pictures; empty without one
 */
public record Batch(
        float[] pictures,
        float[] attributes,
        float[] targets,
        float[] prototypes,
        int size,
        int classes,
        float[] taught) {

    /** Without a teacher. */
    public Batch(float[] pictures, float[] attributes, float[] targets, float[] prototypes, int size, int classes) {
        this(pictures, attributes, targets, prototypes, size, classes, new float[0]);
    }

    /**
     * A part of the pictures, before all classes.
     *
     * @param index of the part, from 0
     * @param parts how many there are; divides B
     */
    public Batch part(int index, int parts) {
        if (size % parts != 0) {
            throw new IllegalArgumentException(size + " pictures cannot be cut into " + parts + " equal parts");
        }
        return new Batch(
                cut(pictures, index, parts),
                cut(attributes, index, parts),
                cut(targets, index, parts),
                prototypes,
                size / parts,
                classes,
                cut(taught, index, parts));
    }

    private static float[] cut(float[] values, int index, int parts) {
        int length = values.length / parts;
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }
}
