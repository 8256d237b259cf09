package io.zerostream.job.internal.agreement;

import java.io.Serializable;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a subtask says of itself when it asks what has been decided.
 *
 * @param subtask its index
 * @param attempt how often it was restarted; what an earlier attempt says does not count any more
 * @param number of the decision it knows; 0 = none
 * @param held the plan of that decision, or what it served by a release that decided nothing; null = none. Told until
 *     it is known what was decided
 * @param wish what it wants to follow instead; null = nothing
 * @param leaves whether it has seen all its pictures and is not to be waited for
 */
public record Question(
        int subtask,
        int attempt,
        long number,
        @Nullable Told held,
        @Nullable Wish wish,
        boolean leaves) implements CoordinationRequest {

    /**
     * A plan that a subtask wants to follow.
     *
     * @param plan which
     * @param name what people call it
     * @param progress how far the subtask is
     * @param reason why it is no further, for people; empty = nothing to say
     */
    public record Wish(Told plan, String name, Progress progress, String reason) implements Serializable {
        private static final long serialVersionUID = 1L;

        String identity() {
            return plan.identity();
        }
    }

    /** The plans that it tells of. */
    Stream<Told> plans() {
        return Stream.of(Optional.ofNullable(held), Optional.ofNullable(wish).map(Wish::plan))
                .flatMap(Optional::stream);
    }
}
