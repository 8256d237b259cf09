package io.zerostream.cameras.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When the group of all who run cameras last answered this runner: whom it does not answer it takes for gone, and gives its
 * cameras to others. Once that may be so nothing but joining again makes it good, for answers alone may say that it has been
 * put out. Thread-safe.
 */
public final class GroupContact {
    private final Duration longest;
    private final LongSupplier nanos;
    private final Clock clock;
    private double answers;
    private Moment looked;
    private Moment heard;
    /** Whether it may have been put out, or has not joined yet. */
    private boolean out = true;

    private boolean everJoined;

    /** A point in time by two clocks: what only measures stands still while a machine sleeps, and one can be set. */
    private record Moment(long nanos, long millis) {
        Duration until(Moment later) {
            return Duration.ofNanos(
                    Math.max(later.nanos - nanos, TimeUnit.MILLISECONDS.toNanos(later.millis - millis)));
        }
    }

    /**
     * One that has not joined yet.
     *
     * @param longest time without an answer after which others may have the cameras; above zero
     */
    public GroupContact(Duration longest) {
        this(longest, System::nanoTime, Clock.systemUTC());
    }

    GroupContact(Duration longest, LongSupplier nanos, Clock clock) {
        this.longest = longest;
        this.nanos = nanos;
        this.clock = clock;
        looked = now();
        heard = looked;
    }

    private Moment now() {
        return new Moment(nanos.getAsLong(), clock.millis());
    }

    /**
     * Takes how many answers have come from the group by now. When one is new it may have come at any time since it was looked
     * the last time, so that is what counts: this process may have slept in between.
     */
    synchronized void answered(double all) {
        if (all > answers) {
            answers = all;
            heard = looked;
        }
        looked = now();
    }

    /** It is in the group, for the first time or again. Whether that counts is said by the answers. */
    synchronized void joined() {
        out = false;
        everJoined = true;
    }

    /** Whether it runs its cameras alone. */
    public synchronized boolean holds() {
        if (heard.until(now()).compareTo(longest) >= 0) {
            out = true;
        }
        return !out;
    }

    /** What keeps it from running cameras, for people; empty = nothing, or it has yet to join. */
    public Optional<String> problem() {
        return holds() || !hasJoined()
                ? Optional.empty()
                : Optional.of("this worker has not heard of Kafka's group of those who run cameras for "
                        + longest.toMillis() / 1000.0 + " s, and another may run its cameras by now: it begins again"
                        + " when it is back in; look at its network, or what held it up");
    }

    private synchronized boolean hasJoined() {
        return everJoined;
    }
}
