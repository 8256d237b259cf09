package io.zerostream.schemas.registry;

import io.zerostream.schemas.avro.ClassSet;
import java.util.Set;

/**
 * A revision of a class set.
 *
 * @param set the revision
 * @param members its classes, to look up
 * @param missing members whose prototypes have not come, in the order of their names; shrinks
 */
record SetRevision(ClassSet set, Set<String> members, Set<String> missing) {
    private static final int NAMED = 10;

    boolean has(String space, String className) {
        return set.getSpace().equals(space) && members.contains(className);
    }

    /** A prototype came. @return whether this revision waited for it */
    boolean arrived(String space, String className) {
        return set.getSpace().equals(space) && missing.remove(className);
    }

    /** A prototype turned out not to fit. */
    void lost(String space, String className) {
        if (has(space, className)) {
            missing.add(className);
        }
    }

    /** What it waits for, for people. */
    String describe() {
        return "revision " + set.getRevision() + " waits for "
                + (missing.isEmpty()
                        ? "space '" + set.getSpace() + "'"
                        : missing.size() + " of " + members.size() + " classes: "
                                + String.join(
                                        ", ", missing.stream().limit(NAMED).toList())
                                + (missing.size() > NAMED ? ", ..." : ""));
    }
}
