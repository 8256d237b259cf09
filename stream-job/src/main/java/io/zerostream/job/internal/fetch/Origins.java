package io.zerostream.job.internal.fetch;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is asked next. So many at a time, half of them from one origin at most; origins take turns. One that did not answer
 * several times in a row is left alone for a while, and what it was to be asked for fails at once, so that a dead server
 * costs the others no time. A call that was given up, but has not come back, keeps its place at its own origin and leaves
 * the one that all share: an origin whose calls hang for good is asked no more, and the others all the same. There are as
 * many origins as the allow-list has. One thread.
 *
 * @param <J> what is asked for
 */
final class Origins<J> {
    /** Asks, in the background. */
    interface Asking<J> {
        void ask(String origin, J job);
    }

    /** Says that an origin is left alone. */
    interface Skipping<J> {
        void skip(J job, String why);
    }

    private static final int FAILURES = 5;
    private static final Duration REST = Duration.ofSeconds(10);

    private final int concurrent;
    private final int perOrigin;
    private final Asking<J> asking;
    private final Skipping<J> skipping;
    private final Map<String, Origin<J>> origins = new LinkedHashMap<>();
    private int running;
    private final AtomicInteger stuck = new AtomicInteger();

    private static final class Origin<J> {
        private final Deque<J> waiting = new ArrayDeque<>();
        private final CircuitBreaker<Object> breaker = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES)
                .withSuccessThreshold(1)
                .withDelay(REST)
                .build();
        /** Calls that have not come back. */
        private int running;
        /** Those of them that were given up. */
        private int stuck;
    }

    /** @param concurrent how many are asked for at a time */
    Origins(int concurrent, Asking<J> asking, Skipping<J> skipping) {
        this.concurrent = concurrent;
        this.perOrigin = Math.max(1, concurrent / 2);
        this.asking = asking;
        this.skipping = skipping;
    }

    /** Asks now or when it is its turn. */
    void add(String origin, J job) {
        origins.computeIfAbsent(origin, o -> new Origin<>()).waiting.addLast(job);
        askMore();
    }

    /**
     * One has its answer.
     *
     * @param unanswered whether the server is to blame that it is none
     * @param back whether the call has come back; if not it was given up, and {@link #returned} is owed
     */
    void done(String origin, boolean unanswered, boolean back) {
        Origin<J> asked = known(origin);
        running--;
        if (back) {
            asked.running--;
        } else {
            asked.stuck++;
            stuck.incrementAndGet();
        }
        if (unanswered) {
            asked.breaker.recordFailure();
        } else {
            asked.breaker.recordSuccess();
        }
        askMore();
    }

    /** A call that was given up has come back after all. */
    void returned(String origin) {
        Origin<J> asked = known(origin);
        asked.running--;
        asked.stuck--;
        stuck.decrementAndGet();
        askMore();
    }

    /** Calls that were given up and have not come back: each holds a thread. Any thread. */
    int stuck() {
        return stuck.get();
    }

    private Origin<J> known(String origin) {
        return Objects.requireNonNull(origins.get(origin), "only who was asked answers");
    }

    private void askMore() {
        boolean moved = true;
        while (moved && running < concurrent) {
            moved = false;
            for (Map.Entry<String, Origin<J>> next : origins.entrySet()) {
                moved |= running < concurrent && askOne(next.getKey(), next.getValue());
            }
        }
    }

    private boolean askOne(String name, Origin<J> origin) {
        boolean full = origin.running >= perOrigin;
        boolean hangs = origin.stuck >= perOrigin;
        if (origin.waiting.isEmpty() || (full && !hangs)) {
            return false;
        }
        J job = origin.waiting.removeFirst();
        if (hangs) {
            skipping.skip(
                    job,
                    name + " is not asked: " + origin.stuck + " calls to it were given up and have not come back; it is"
                            + " asked again when one has");
        } else if (origin.breaker.tryAcquirePermit()) {
            origin.running++;
            running++;
            asking.ask(name, job);
        } else {
            skipping.skip(
                    job,
                    name + " is not asked: it did not answer " + FAILURES + " times in a row; it is tried again within "
                            + REST.toSeconds() + " s");
        }
        return true;
    }
}
