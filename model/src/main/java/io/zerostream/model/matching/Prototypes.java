package io.zerostream.model.matching;

import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The classes of a set as a matrix (C, a) with rows of unit length. Immutable and thread-safe; keeps the arrays of its
 * prototypes by reference.
 *
 * <p>Large sets own native memory, about 4·C·a bytes. It is freed when the last share was given back ({@link #retain},
 * {@link #release}; whoever makes it has one), or else when it is collected, which may be long after.
 */
public final class Prototypes {
    private final SemanticSpace space;
    private final Prototype[] classes;
    /** Seen and unseen; without the one that is empty. */
    private final List<ClassGroup> groups = new ArrayList<>();

    private final AtomicInteger shares = new AtomicInteger(1);

    private Prototypes(SemanticSpace space, Prototype[] classes) {
        this.space = space;
        this.classes = classes;
        try {
            for (boolean seen : new boolean[] {true, false}) {
                int[] members = IntStream.range(0, classes.length)
                        .filter(c -> classes[c].seen() == seen)
                        .toArray();
                if (members.length > 0) {
                    groups.add(ClassGroup.of(members, space.size(), this::row));
                }
            }
        } catch (RuntimeException | Error e) {
            groups.forEach(group -> group.rows().close());
            throw e;
        }
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
        Set<String> names = new HashSet<>();
        for (Prototype prototype : classes) {
            if (!names.add(prototype.className())) {
                throw new ModelException("class '" + prototype.className() + "' is there twice");
            }
            check(space, prototype);
        }
        return new Prototypes(space, classes.toArray(Prototype[]::new));
    }

    /**
     * Whether a prototype can be matched against in a space.
     *
     * @throws ModelException for a vector of the wrong length, with values that are not finite, or of all zeros
     */
    public static void check(SemanticSpace space, Prototype prototype) {
        float[] vector = prototype.vector();
        String name = "the vector of class '" + prototype.className() + "'";
        if (vector.length != space.size()) {
            throw new ModelException(name + " has " + vector.length + " values, but space '" + space.name() + "' has "
                    + space.size() + " attributes");
        }
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new ModelException(name + " has " + vector[i] + " at attribute '"
                        + space.attributes().get(i) + "'");
            }
        }
        if (norm(vector, 0, vector.length) == 0) {
            throw new ModelException(name + " is all zeros: give at least one attribute a value");
        }
    }

    static double norm(float[] values, int from, int length) {
        double squares = 0;
        for (int j = from; j < from + length; j++) {
            squares += (double) values[j] * values[j];
        }
        return Math.sqrt(squares);
    }

    /** The space of the vectors. */
    public SemanticSpace space() {
        return space;
    }

    /** C, number of classes. */
    public int size() {
        return classes.length;
    }

    /** Name of class {@code c}, 0 to C − 1. */
    public String className(int c) {
        return classes[c].className();
    }

    /** Whether class {@code c} was trained on. */
    public boolean seen(int c) {
        return classes[c].seen();
    }

    /** The unit-length vector (a) of class {@code c}; a new array. */
    public float[] row(int c) {
        float[] vector = classes[c].vector();
        double norm = norm(vector, 0, vector.length);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / norm);
        }
        return unit;
    }

    List<ClassGroup> groups() {
        return groups;
    }

    /**
     * Takes a share.
     *
     * @throws IllegalStateException when the last one was given back
     */
    public void retain() {
        if (shares.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException("these prototypes were freed: their last share was given back");
        }
    }

    /** Gives a share back; the last one frees the native memory. */
    public void release() {
        int left = shares.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("more shares were given back than taken");
        }
        if (left == 0) {
            groups.forEach(group -> group.rows().close());
        }
    }
}
