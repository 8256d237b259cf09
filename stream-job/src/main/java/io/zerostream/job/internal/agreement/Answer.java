package io.zerostream.job.internal.agreement;

import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has been decided.
 *
 * @param settled whether anything can be said yet; after a restart not before all subtasks have said what they served
 * @param number of the last decision; 0 = none yet
 * @param plan what it says, as in {@code PlanCodec}; null = no decision, or the one that the asker knows
 * @param givenUp why the plan that the asker wants is not followed by anybody; null = it may still be
 * @param unknown identities of plans that the asker told of and whose bytes are to come with its next question
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are read and never compared
public record Answer(
        boolean settled,
        long number,
        byte @Nullable [] plan,
        @Nullable String givenUp,
        Set<String> unknown) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Answer notYet(Set<String> unknown) {
        return new Answer(false, 0, null, null, unknown);
    }
}
