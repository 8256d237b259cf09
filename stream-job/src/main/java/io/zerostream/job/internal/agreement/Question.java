package io.zerostream.job.internal.agreement;

import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a subtask says of itself when it asks what has been decided.
 *
 * @param subtask its index
 * @param attempt how often it was restarted; what an earlier attempt says does not count any more
 * @param number of the decision it knows; 0 = none
 * @param held the plan of that decision as in {@code PlanCodec}, or what it served by a release that decided nothing;
 *     null = none. Told until the first answer
 * @param wish what it wants to follow instead; null = nothing
 * @param leaves whether it has seen all its pictures and is not to be waited for
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are read and never compared
public record Question(
        int subtask,
        int attempt,
        long number,
        byte @Nullable [] held,
        @Nullable Wish wish,
        boolean leaves) implements CoordinationRequest {

    /**
     * A plan that a subtask wants to follow.
     *
     * @param identity of the plan
     * @param name what people call it
     * @param plan as in {@code PlanCodec}
     * @param progress how far the subtask is
     * @param reason why it is no further, for people; empty = nothing to say
     */
    public record Wish(String identity, String name, byte[] plan, Progress progress, String reason)
            implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
    }
}
