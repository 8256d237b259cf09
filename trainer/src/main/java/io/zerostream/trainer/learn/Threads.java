package io.zerostream.trainer.learn;

import static io.zerostream.trainer.internal.Checks.require;

/**
 * @param lanes parts of a batch that run at once, 1 or 2: with more, the order in which gradients are added, and
 *     with it the figures, would depend on timing
 * @param compute threads of one tensor operation in a lane
 * @param views threads that make views ahead of the steps
 */
public record Threads(int lanes, int compute, int views) {
    public Threads {
        require(lanes == 1 || lanes == 2, "threads.lanes", "must be 1 or 2", lanes);
        require(compute >= 1, "threads.compute", "must be at least 1", compute);
        require(views >= 1, "threads.views", "must be at least 1", views);
    }
}
