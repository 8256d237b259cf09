package io.zerostream.gateway.internal.lens;

/**
 * A semantic vector as a direction and a length. Treat the array as read-only.
 *
 * @param values (a), of length 1; all zeros when the vector was
 * @param length of the vector
 */
record UnitVector(float[] values, double length) {
    static UnitVector of(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length && length > 0; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return new UnitVector(unit, length);
    }

    /** Cosine with another direction, in [-1,1]. */
    float cosine(float[] unitRow) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * unitRow[i];
        }
        return (float) sum;
    }
}
