package io.zerostream.model.classes;

import io.zerostream.model.matching.Prototype;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A class, and its cosine to the one that was asked about, in [-1, 1]. */
public record Neighbour(String name, double cosine) {
    /** How many are named. */
    static final int NAMED = 3;

    private static final Comparator<Neighbour> NEAREST =
            Comparator.comparingDouble(Neighbour::cosine).reversed();

    /**
     * The classes that are most like one, nearest first, three at most. Takes one after the other, so that they need not all
     * be in memory.
     *
     * @param candidate whose neighbours are wanted; one of the same name is left out, as if replaced
     * @param classes none of all zeros, and all of one length
     */
    public static List<Neighbour> nearest(Prototype candidate, Iterable<Prototype> classes) {
        float[] mine = Units.unit(candidate.vector());
        List<Neighbour> nearest = new ArrayList<>();
        for (Prototype other : classes) {
            if (!other.className().equals(candidate.className())) {
                nearest.add(new Neighbour(other.className(), Units.dot(mine, Units.unit(other.vector()))));
                nearest.sort(NEAREST);
                if (nearest.size() > NAMED) {
                    nearest.remove(NAMED);
                }
            }
        }
        return List.copyOf(nearest);
    }
}
