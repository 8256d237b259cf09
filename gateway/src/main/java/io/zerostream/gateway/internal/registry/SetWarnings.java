package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.avro.ClassSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What people should know of a class set that is so from now on. */
final class SetWarnings {
    /** Said of a set with one class. */
    static final String ALONE = "a set with one class gives it the score 1 on every picture:"
            + " what is nothing of the kind only the threshold keeps out";

    /** Nothing is unknown. */
    private static final double NO_THRESHOLD = -1;

    private SetWarnings() {}

    /** @param before the set as it was; that it had one class already is not said again */
    static List<String> of(Optional<ClassSet> before, ClassSet next) {
        List<String> warnings = new ArrayList<>();
        if (next.getUnknownThreshold() <= NO_THRESHOLD) {
            warnings.add("the threshold of " + next.getUnknownThreshold() + " rejects nothing: every picture gets a"
                    + " label, whatever it shows");
        }
        boolean wasAlone = before.filter(set -> set.getMembers().size() == 1).isPresent();
        if (next.getMembers().size() == 1 && !wasAlone) {
            warnings.add(ALONE);
        }
        return warnings;
    }
}
