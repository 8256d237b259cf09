package io.zerostream.model.classes;

import java.util.List;
import java.util.Locale;

/**
 * How like a new class is to those of a set. Pictures of it will be taken for its nearest neighbour when two things are so:
 * the two are {@link #ALIKE alike} by themselves, and more so than nine in ten classes of the set are to their nearest. The
 * second alone says little in a small set: of three classes two are always nearer to each other than the third is to them.
 *
 * @param neighbours the classes most like it, nearest first
 * @param crowding share of the set's classes that are farther from their own nearest neighbour than the new class is from
 *     its; near 1 means that few classes are so hard to tell apart. 0 where nobody looked
 */
public record Likeness(List<Neighbour> neighbours, double crowding) {
    private static final double CROWDED = 0.9;

    /**
     * Cosine from which two classes are alike: of classes that have as many attributes, three in twenty or fewer are the
     * other's instead. Half of the 32 degrees between them, and a picture is the other's.
     */
    static final double ALIKE = 0.85;

    /** Whether pictures of it will be taken for its nearest neighbour, more than is usual in the set. */
    public boolean crowded() {
        return !neighbours.isEmpty() && neighbours.get(0).cosine() >= ALIKE && crowding >= CROWDED;
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
