package io.zerostream.model.matching;

import java.util.Arrays;

/** Products in plain Java, for few classes and for machines without the native library. */
final class JavaRows implements ClassRows {
    /** Classes whose prototypes fit a core's second-level cache, some hundred attributes each. */
    private static final int TILE = 256;
    /** Below this vector instructions over the classes would cost more than they save. */
    private static final int FEW = 32;
    /** Vectors whose products are held at once. */
    private static final int TOGETHER = 8;

    private final int classes;
    private final int attributes;
    /** (a, C): a row an attribute, so that matching runs along classes, which vectorises. */
    private final float[] columns;

    JavaRows(int classes, int attributes, RowSource unit) {
        this.classes = classes;
        this.attributes = attributes;
        columns = new float[Math.multiplyExact(classes, attributes)];
        for (int c = 0; c < classes; c++) {
            float[] row = unit.row(c);
            for (int j = 0; j < attributes; j++) {
                columns[j * classes + c] = row[j];
            }
        }
    }

    @Override
    public int mostVectors() {
        return TOGETHER;
    }

    @Override
    public Leaders leaders(float[] vectors, int count, int k) {
        Leaders leaders = Leaders.room(count, 1, Math.min(k, classes));
        float[][] products = new float[count][classes];
        multiply(vectors, products);
        for (int i = 0; i < count; i++) {
            leaders.lead(i, products[i]);
        }
        return leaders;
    }

    /**
     * Classes are taken a few hundred at a time, whose prototypes stay in the cache while all vectors pass; four
     * attributes at once, for the compiler makes vector instructions of that.
     */
    private void multiply(float[] vectors, float[][] out) {
        if (classes < FEW) {
            for (int i = 0; i < out.length; i++) {
                dotFew(vectors, i * attributes, out[i]);
            }
            return;
        }
        for (int start = 0; start < classes; start += TILE) {
            int end = Math.min(classes, start + TILE);
            for (int i = 0; i < out.length; i++) {
                float[] row = out[i];
                int at = i * attributes;
                Arrays.fill(row, start, end, 0);
                int j = 0;
                for (; j + 4 <= attributes; j += 4, at += 4) {
                    addFour(vectors[at], vectors[at + 1], vectors[at + 2], vectors[at + 3], j, row, start, end);
                }
                for (; j < attributes; j++, at++) {
                    float value = vectors[at];
                    for (int c = start, k = j * classes + start; c < end; c++, k++) {
                        row[c] += value * columns[k];
                    }
                }
            }
        }
    }

    private void dotFew(float[] vectors, int from, float[] out) {
        for (int c = 0; c < out.length; c++) {
            float sum = 0;
            for (int j = 0, k = c; j < attributes; j++, k += out.length) {
                sum += vectors[from + j] * columns[k];
            }
            out[c] = sum;
        }
    }

    private void addFour(float p, float q, float r, float s, int column, float[] row, int start, int end) {
        int first = column * classes;
        int second = first + classes;
        int third = second + classes;
        int fourth = third + classes;
        for (int c = start; c < end; c++) {
            row[c] += (p * columns[first + c] + q * columns[second + c])
                    + (r * columns[third + c] + s * columns[fourth + c]);
        }
    }

    @Override
    public void close() {}
}
