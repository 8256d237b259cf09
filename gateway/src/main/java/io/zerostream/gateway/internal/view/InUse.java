package io.zerostream.gateway.internal.view;

import java.time.Duration;
import java.time.Instant;

/**
 * That a job uses a revision of a class set.
 *
 * @param subtasks how many have said so
 * @param of how many there are
 * @param changed when the revision was made, by the clock of who made it
 * @param last when the last of them said so, by its clock
 */
public record InUse(int subtasks, int of, Instant changed, Instant last) {
    /** From the change until the last of them used it, milliseconds; 0 where the clocks say that it was before. */
    public long afterMillis() {
        return Math.max(0, Duration.between(changed, last).toMillis());
    }
}
