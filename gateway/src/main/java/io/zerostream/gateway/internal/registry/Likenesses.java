package io.zerostream.gateway.internal.registry;

import io.zerostream.model.classes.Crowd;
import io.zerostream.model.classes.Likeness;
import io.zerostream.model.classes.Neighbour;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which classes of a set a vector is like. How crowded a set is takes its size squared, so it is found out once for all that
 * ask until the registry changes, and not at all of large sets. Thread-safe.
 */
final class Likenesses {
    /** Cosine from which two directions are the same, but for rounding. */
    private static final double SAME_DIRECTION = 1 - 1e-6;

    /** Multiplications that a look may take: a second of one processor, or less. */
    private static final long WORK = 1_000_000_000L;

    private static final int SETS = 8;

    private final ClassRegistryView view;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > SETS;
        }
    };

    private record Known(long changes, Crowd crowd) {}

    Likenesses(ClassRegistryView view) {
        this.view = view;
    }

    /**
     * Compares a class with those of a set.
     *
     * @param name of the class; one that the set has under it is left out, as if replaced
     * @param vector not all zeros
     */
    Likeness of(ClassSet set, String name, List<Float> vector) {
        long changes = view.changes();
        List<ClassPrototype> members = view.members(set);
        List<Neighbour> neighbours = Neighbour.nearest(
                new Prototype(name, PrototypeRecords.floats(vector), false),
                () -> members.stream().map(PrototypeRecords::prototype).iterator());
        Crowd crowd = neighbours.isEmpty() ? null : crowd(set, members, changes, vector.size());
        return new Likeness(
                neighbours,
                crowd == null ? 0 : crowd.fartherThan(name, neighbours.get(0).cosine()));
    }

    /** What people should know of it before they use such a class; nothing where it is as different as others are. */
    static List<String> warnings(Likeness likeness) {
        List<String> warnings = new ArrayList<>();
        for (Neighbour neighbour : likeness.neighbours()) {
            if (neighbour.cosine() >= SAME_DIRECTION) {
                warnings.add("'" + neighbour.name()
                        + "' has the same attribute vector: pictures of the two cannot be told apart");
            }
        }
        if (warnings.isEmpty() && likeness.crowded()) {
            warnings.add(likeness.describe());
        }
        return warnings;
    }

    private @Nullable Crowd crowd(ClassSet set, List<ClassPrototype> members, long changes, int attributes) {
        if ((double) members.size() * members.size() * attributes / 2 > WORK) {
            return null;
        }
        synchronized (known) {
            Known there = known.get(set.getName());
            if (there == null || there.changes() != changes) {
                there = new Known(
                        changes,
                        new Crowd(members.stream()
                                .map(PrototypeRecords::prototype)
                                .toList()));
                known.put(set.getName(), there);
            }
            return there.crowd();
        }
    }
}
