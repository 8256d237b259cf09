package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.jspecify.annotations.Nullable;

/** Compares labels with the truth that a demonstration's pictures carry. */
final class Verdicts {
    static final String RIGHT = "right";
    static final String WRONG = "wrong";

    private Verdicts() {}

    /**
     * Right when the best class is the true one, or when the picture was called UNKNOWN and its true class is not in
     * the set.
     *
     * @return null without a truth
     */
    static @Nullable String of(ZeroShotLabel label, @Nullable String truth, ClassRegistryView registry) {
        if (truth == null) {
            return null;
        }
        boolean right = label.getOutcome() == Outcome.UNKNOWN
                ? registry.set(label.getClassSet())
                        .filter(set -> !set.getMembers().contains(truth))
                        .isPresent()
                : !label.getTop().isEmpty() && label.getTop().get(0).getName().equals(truth);
        return right ? RIGHT : WRONG;
    }
}
