package io.zerostream.gateway.internal.lens;

import io.zerostream.model.classes.Units;

/**
 * A semantic vector as a direction and a length. Treat the array as read-only.
 *
 * @param values (a), of length 1; all zeros when the vector was
 * @param length of the vector
 */
record UnitVector(float[] values, double length) {
    static UnitVector of(float[] vector) {
        double length = Math.sqrt(Units.dot(vector, vector));
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length && length > 0; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return new UnitVector(unit, length);
    }

    /** Cosine with another direction, in [-1,1]. */
    float cosine(float[] unitRow) {
        return (float) Units.dot(values, unitRow);
    }
}
