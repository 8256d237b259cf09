package io.zerostream.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records of schemas that nobody knows from stopping all others: whoever reads a topic waits while an id is looked up,
 * and anybody can write any id. What was looked up in vain is not looked up again for a while, and all that is looked up in
 * vain together takes a tenth of the time at most, beyond a second at a stretch. While the registry is away, one id is tried
 * every few seconds. Used under its owner's lock.
 */
final class UnknownIds {
    private static final int REMEMBERED = 10_000;
    private static final long AGAIN_AFTER = Duration.ofSeconds(30).toNanos();
    private static final long MOST_CREDIT = Duration.ofSeconds(1).toNanos();
    private static final double SHARE = 0.1;
    /** It lasts three seconds until that is made up for: no longer than a registry that is back should be waited for. */
    private static final double MOST_DEBT =
            SHARE * (double) Duration.ofSeconds(3).toNanos();

    private final LongSupplier clock;
    private final Map<Integer, Failure> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Failure> eldest) {
            return size() > REMEMBERED;
        }
    };
    private double credit = MOST_CREDIT;
    private long countedAt;
    private @Nullable RuntimeException last;

    private record Failure(RuntimeException why, long until) {}

    /** @param clock nanoseconds */
    UnknownIds(LongSupplier clock) {
        this.clock = clock;
        countedAt = clock.getAsLong();
    }

    /**
     * Why an id is not to be looked up now; null = it may be. An id that was never asked for, while there is no time left for
     * such, is answered as the last that was.
     */
    @Nullable
    RuntimeException refusal(int id) {
        long now = clock.getAsLong();
        credit = Math.min((double) MOST_CREDIT, credit + SHARE * (double) (now - countedAt));
        countedAt = now;
        Failure known = failures.get(id);
        if (known != null && now - known.until() < 0) {
            return known.why();
        }
        return credit >= 0 ? null : last;
    }

    /**
     * An id was looked up in vain.
     *
     * @param nanos how long that took
     */
    void failed(int id, RuntimeException why, long nanos) {
        credit = Math.max(-MOST_DEBT, credit - (double) nanos);
        last = why;
        if (!away()) {
            failures.remove(id);
            failures.put(id, new Failure(why, clock.getAsLong() + AGAIN_AFTER));
        }
    }

    /** Whether the registry did not answer when it was last asked for an id. */
    boolean away() {
        return last instanceof SchemaRegistryException answer && !answer.notFound();
    }

    /** The registry knows it. */
    void found(int id) {
        failures.remove(id);
        last = null;
    }
}
