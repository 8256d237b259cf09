package io.zerostream.gateway.internal.history;

import java.util.List;

/**
 * Sums over a stretch of time, step by step.
 *
 * @param from beginning of the first step, epoch milliseconds
 * @param step length of each, milliseconds
 * @param steps one after the other, those without labels too
 */
record Stretch(long from, long step, List<Counted> steps) {
    /** End of the last step, exclusive, epoch milliseconds. */
    long to() {
        return from + step * steps.size();
    }

    /** All steps together. */
    Counted total() {
        return steps.stream().reduce(Counted.NOTHING, Counted::plus);
    }
}
