package io.zerostream.trainer.internal;

/**
 * What one step trains on.
 *
 * @param pictures B × 3 × H × W, normalised
 * @param attributes B × a, 0 or 1
 * @param targets B × C, 1 at the class of the picture, else 0
 * @param prototypes C × a, rows of unit length: the training classes, then the made-up ones of this batch
 * @param size B
 * @param classes C
 */
record Batch(float[] pictures, float[] attributes, float[] targets, float[] prototypes, int size, int classes) {}
