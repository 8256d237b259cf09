package io.zerostream.job.internal.agreement;

import java.util.HashMap;
import java.util.Map;

/**
 * Which attempts to run a subtask there are, as Flink tells it: what one that is gone says comes too late. Attempts of a
 * subtask are counted on, through restarts and changes of width.
 */
final class Attempts {
    private final Map<Integer, Integer> running = new HashMap<>();
    /** The lowest attempt that is not known to be gone. */
    private final Map<Integer, Integer> lowest = new HashMap<>();

    void starts(int subtask, int attempt) {
        running.put(subtask, attempt);
        lowest.merge(subtask, attempt, Math::max);
    }

    void fails(int subtask, int attempt) {
        running.remove(subtask, attempt);
        lowest.merge(subtask, attempt + 1, Math::max);
    }

    /** The subtask's next attempt is yet to start. */
    void isReset(int subtask) {
        Integer attempt = running.get(subtask);
        if (attempt != null) {
            fails(subtask, attempt);
        }
    }

    void allAreReset() {
        Map.copyOf(running).forEach(this::fails);
    }

    boolean isGone(Question question) {
        return question.attempt() < lowest.getOrDefault(question.subtask(), 0);
    }

    /** Whether it comes from the attempt that runs: before Flink has said so, it may come from one that ran before. */
    boolean isOfRunning(Question question) {
        return Integer.valueOf(question.attempt()).equals(running.get(question.subtask()));
    }
}
