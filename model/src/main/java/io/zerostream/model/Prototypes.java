package io.zerostream.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The classes of a set as a matrix (C, a) with rows of unit length. Immutable, plain Java, thread-safe. */
public final class Prototypes {
    /** Classes whose prototypes fit a core's second-level cache, some hundred attributes each. */
    private static final int TILE = 256;

    private static final int FEW = 32;

    private final SemanticSpace space;
    private final String[] names;
    private final boolean[] seen;
    /** (a, C): a row an attribute, so that matching runs along classes, which vectorises. */
    private final float[] columns;

    private Prototypes(SemanticSpace space, String[] names, boolean[] seen, float[] columns) {
        this.space = space;
        this.names = names;
        this.seen = seen;
        this.columns = columns;
    }

    /**
     * Checks and scales the vectors.
     *
     * @throws ModelException for an empty list, a repeated name, or a vector of the wrong length, with values that are not
     *     finite, or of all zeros
     */
    public static Prototypes of(SemanticSpace space, List<Prototype> classes) {
        if (classes.isEmpty()) {
            throw new ModelException("a class set needs at least one class");
        }
        int a = space.size();
        Set<String> names = new HashSet<>();
        boolean[] seen = new boolean[classes.size()];
        float[] columns = new float[classes.size() * a];
        for (int c = 0; c < classes.size(); c++) {
            Prototype prototype = classes.get(c);
            if (!names.add(prototype.className())) {
                throw new ModelException("class '" + prototype.className() + "' is there twice");
            }
            seen[c] = prototype.seen();
            float[] unit = unit(prototype, space);
            for (int j = 0; j < a; j++) {
                columns[j * classes.size() + c] = unit[j];
            }
        }
        return new Prototypes(space, classes.stream().map(Prototype::className).toArray(String[]::new), seen, columns);
    }

    private static float[] unit(Prototype prototype, SemanticSpace space) {
        float[] vector = prototype.vector();
        String name = "the vector of class '" + prototype.className() + "'";
        if (vector.length != space.size()) {
            throw new ModelException(name + " has " + vector.length + " values, but space '" + space.name() + "' has "
                    + space.size() + " attributes");
        }
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new ModelException(name + " has " + vector[i] + " at attribute '"
                        + space.attributes().get(i) + "'");
            }
            squares += (double) vector[i] * vector[i];
        }
        if (squares == 0) {
            throw new ModelException(name + " is all zeros: give at least one attribute a value");
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return unit;
    }

    /** The space of the vectors. */
    public SemanticSpace space() {
        return space;
    }

    /** C, number of classes. */
    public int size() {
        return names.length;
    }

    /** Name of class {@code c}, 0 to C − 1. */
    public String className(int c) {
        return names[c];
    }

    /** Whether class {@code c} was trained on. */
    public boolean seen(int c) {
        return seen[c];
    }

    /** A copy of the unit-length vector (a) of class {@code c}. */
    public float[] row(int c) {
        float[] row = new float[space.size()];
        for (int j = 0; j < row.length; j++) {
            row[j] = columns[j * names.length + c];
        }
        return row;
    }

    /**
     * Dot products of some vectors with all classes. Classes are taken a few hundred at a time, whose prototypes stay in
     * the cache while all vectors pass; four attributes at once, for the compiler makes vector instructions of that.
     *
     * @param vectors (…, a)
     * @param from where the first vector begins
     * @param out as many rows as there are vectors, (C) each; overwritten
     */
    void dotProducts(float[] vectors, int from, float[][] out) {
        int a = space.size();
        if (names.length < FEW) {
            for (int i = 0; i < out.length; i++) {
                dotFew(vectors, from + i * a, out[i]);
            }
            return;
        }
        for (int start = 0; start < names.length; start += TILE) {
            int end = Math.min(names.length, start + TILE);
            for (int i = 0; i < out.length; i++) {
                float[] row = out[i];
                int at = from + i * a;
                Arrays.fill(row, start, end, 0);
                int j = 0;
                for (; j + 4 <= a; j += 4, at += 4) {
                    addFour(vectors[at], vectors[at + 1], vectors[at + 2], vectors[at + 3], j, row, start, end);
                }
                for (; j < a; j++, at++) {
                    float value = vectors[at];
                    for (int c = start, k = j * names.length + start; c < end; c++, k++) {
                        row[c] += value * columns[k];
                    }
                }
            }
        }
    }

    /** Vector instructions over so few classes would cost more than they save. */
    private void dotFew(float[] vectors, int from, float[] out) {
        for (int c = 0; c < out.length; c++) {
            float sum = 0;
            for (int j = 0, k = c; j < space.size(); j++, k += out.length) {
                sum += vectors[from + j] * columns[k];
            }
            out[c] = sum;
        }
    }

    private void addFour(float p, float q, float r, float s, int column, float[] row, int start, int end) {
        int first = column * names.length;
        int second = first + names.length;
        int third = second + names.length;
        int fourth = third + names.length;
        for (int c = start; c < end; c++) {
            row[c] += (p * columns[first + c] + q * columns[second + c])
                    + (r * columns[third + c] + s * columns[fourth + c]);
        }
    }
}
