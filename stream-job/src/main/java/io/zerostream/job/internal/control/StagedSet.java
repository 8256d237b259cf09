package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.ClassSet;
import java.util.Set;

/**
 * A revision that waits.
 *
 * @param set the revision
 * @param missing members whose prototypes have not come; shrinks
 */
record StagedSet(ClassSet set, Set<String> missing) {
    private static final int NAMED = 10;

    /** A prototype came. @return whether this set waited for it */
    boolean arrived(String space, String name) {
        return set.getSpace().equals(space) && missing.remove(name);
    }

    /** A prototype turned out not to fit. */
    void lost(String space, String name) {
        if (set.getSpace().equals(space) && set.getMembers().contains(name)) {
            missing.add(name);
        }
    }

    /** What it waits for, for people. */
    String describe() {
        return "revision " + set.getRevision() + " waits for "
                + (missing.isEmpty()
                        ? "space '" + set.getSpace() + "'"
                        : missing.size() + " of " + set.getMembers().size() + " classes: "
                                + String.join(
                                        ", ", missing.stream().limit(NAMED).toList())
                                + (missing.size() > NAMED ? ", ..." : ""));
    }
}
