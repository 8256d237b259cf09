package io.zerostream.model.classes;

import java.util.List;
import java.util.Locale;

/**
 * How like a new class is to those of a set.
 *
 * @param neighbours the classes most like it, nearest first
 * @param crowding share of the set's classes that are farther from their own nearest neighbour than the new class is from
 *     its; near 1 means that few classes are so hard to tell apart. 0 where nobody looked
 */
public record Likeness(List<Neighbour> neighbours, double crowding) {
    private static final double CROWDED = 0.9;

    /** Whether it will be mistaken for its nearest neighbour more than is usual in the set. */
    public boolean crowded() {
        return !neighbours.isEmpty() && crowding >= CROWDED;
    }

    /** For people, one line; empty when there is no other class. */
    public String describe() {
        if (neighbours.isEmpty()) {
            return "";
        }
        Neighbour nearest = neighbours.get(0);
        return String.format(
                Locale.ROOT,
                "closest: %s (cosine %.3f)%s",
                nearest.name(),
                nearest.cosine(),
                crowded()
                        ? String.format(
                                Locale.ROOT,
                                ", expect confusion: nearer than %.0f %% of the set's classes are to their nearest",
                                100 * crowding)
                        : "");
    }
}
