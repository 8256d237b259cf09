package io.zerostream.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records of schemas that nobody knows from stopping all others: whoever reads a topic waits while an id is looked up,
 * and anybody can write any id. What was looked up in vain is not looked up again for a while. Where records may be passed
 * over, all that is looked up in vain together takes a tenth of the time at most, beyond a second at a stretch; while the
 * registry is away, one id is tried every few seconds. That begins when the first schema has been found: before, all records
 * may be of the one that is not known yet. Used under its owner's lock.
 */
final class UnknownIds {
    private static final int REMEMBERED = 10_000;
    private static final long AGAIN_AFTER = Duration.ofSeconds(30).toNanos();
    private static final long MOST_CREDIT = Duration.ofSeconds(1).toNanos();
    private static final double SHARE = 0.1;
    /** It lasts nine seconds until that is made up for: no longer than a registry that is back should be waited for. */
    private static final double MOST_DEBT =
            SHARE * (double) Duration.ofSeconds(9).toNanos();

    private final LongSupplier clock;
    private final boolean limited;
    private final Map<Integer, Failure> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Failure> eldest) {
            return size() > REMEMBERED;
        }
    };
    private double credit = MOST_CREDIT;
    private long countedAt;
    private boolean foundSome;
    private @Nullable Failure last;

    private record Failure(RuntimeException why, long until) {}

    /**
     * @param limited whether an id may be refused that was never looked up
     * @param clock nanoseconds
     */
    UnknownIds(boolean limited, LongSupplier clock) {
        this.limited = limited;
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
        return limited && foundSome && credit < 0 && last != null ? last.why() : null;
    }

    /**
     * An id was looked up in vain.
     *
     * @param nanos how long that took
     */
    void failed(int id, RuntimeException why, long nanos) {
        credit = Math.max(-MOST_DEBT, credit - (double) nanos);
        last = new Failure(why, clock.getAsLong() + AGAIN_AFTER);
        if (!isAway(why)) {
            failures.remove(id);
            failures.put(id, last);
        }
    }

    /** Whether the registry did not answer when it was last asked for an id, a moment ago: then it is asked once, and briefly. */
    boolean away() {
        return last != null && isAway(last.why()) && clock.getAsLong() - last.until() < 0;
    }

    private static boolean isAway(RuntimeException why) {
        return why instanceof SchemaRegistryException answer && !answer.notFound();
    }

    /** The registry knows it. */
    void found(int id) {
        failures.remove(id);
        last = null;
        foundSome = true;
    }
}
