package io.zerostream.model.classes;

import io.zerostream.model.matching.Prototype;
import java.util.Arrays;
import java.util.List;

/**
 * How near the classes of a set are to each other: for each the cosines to the two nearest others. Making it takes C²·a
 * multiplications, C classes of a attributes; asking it takes C steps. Immutable.
 */
public final class Crowd {
    private final String[] names;
    /** Index of the nearest other; −1 = there is none. */
    private final int[] nearest;

    private final double[] first;
    private final double[] second;

    /** @param classes none of all zeros, all of one length */
    public Crowd(List<Prototype> classes) {
        int size = classes.size();
        names = classes.stream().map(Prototype::className).toArray(String[]::new);
        nearest = new int[size];
        first = new double[size];
        second = new double[size];
        Arrays.fill(nearest, -1);
        Arrays.fill(first, -1);
        Arrays.fill(second, -1);
        float[][] rows = classes.stream().map(each -> Units.unit(each.vector())).toArray(float[][]::new);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                double cosine = Units.dot(rows[i], rows[j]);
                meet(i, j, cosine);
                meet(j, i, cosine);
            }
        }
    }

    private void meet(int one, int other, double cosine) {
        if (nearest[one] < 0 || cosine > first[one]) {
            second[one] = first[one];
            first[one] = cosine;
            nearest[one] = other;
        } else if (cosine > second[one]) {
            second[one] = cosine;
        }
    }

    /**
     * Share of the classes that are farther from their nearest than a class would be at some cosine, in [0, 1]; 0 where there
     * are fewer than two.
     *
     * @param name of the class; one that is there under it is left out, as if replaced
     * @param cosine to its own nearest
     */
    public double fartherThan(String name, double cosine) {
        int others = 0;
        int farther = 0;
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equals(name)) {
                boolean replaced = nearest[i] >= 0 && names[nearest[i]].equals(name);
                others++;
                farther += (replaced ? second[i] : first[i]) < cosine ? 1 : 0;
            }
        }
        return others < 2 ? 0 : (double) farther / others;
    }
}
