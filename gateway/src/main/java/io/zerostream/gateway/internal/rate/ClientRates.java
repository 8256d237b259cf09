package io.zerostream.gateway.internal.rate;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often each client may do something: a bucket for each, of which everything takes some and which time fills again. A
 * client is an address that connections come from. Thread-safe.
 */
public final class ClientRates {
    /** Clients remembered; of more the one that was silent longest begins anew, with a full bucket as a new one has. */
    public static final int CLIENTS = 10_000;

    private final int refill;
    private final Duration period;
    private final int burst;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets = LatestUsed.map(CLIENTS);

    /**
     * @param refill how often within the period; 0 = as often as it likes
     * @param period above 0
     * @param burst how often at once after a silence, at least 1
     */
    public ClientRates(int refill, Duration period, int burst) {
        this(refill, period, burst, TimeMeter.SYSTEM_NANOTIME);
    }

    /** The same by another clock. */
    public ClientRates(int refill, Duration period, int burst, TimeMeter time) {
        this.refill = refill;
        this.period = period;
        this.burst = burst;
        this.time = time;
    }

    /**
     * Counts something that a client did so many times; nothing when there is no room for all of it.
     *
     * @return how long until there is room; empty = there was
     */
    public Optional<Duration> take(String client, int times) {
        if (refill == 0) {
            return Optional.empty();
        }
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(client, c -> Bucket.builder()
                    .withCustomTimePrecision(time)
                    .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, period))
                    .build());
        }
        var probe = bucket.tryConsumeAndReturnRemaining(times);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /**
     * Whether there is room to do it once more; counts nothing, and remembers no client for it.
     *
     * @return how long until there is room; empty = there is
     */
    public Optional<Duration> untilRoom(String client) {
        @Nullable Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.get(client);
        }
        if (bucket == null) {
            return Optional.empty();
        }
        var probe = bucket.estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** Clients remembered now. */
    public int clients() {
        synchronized (buckets) {
            return buckets.size();
        }
    }
}
