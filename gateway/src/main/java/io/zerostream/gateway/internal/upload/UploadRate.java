package io.zerostream.gateway.internal.upload;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How fast each client may send pictures. Thread-safe. */
public final class UploadRate {
    /** Clients remembered; of more the one that was silent longest begins anew, with a full bucket as a new one has. */
    static final int CLIENTS = 10_000;

    private final int perSecond;
    private final int burst;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CLIENTS;
        }
    };

    /**
     * @param perSecond pictures a second of one client; 0 = as many as it likes
     * @param burst pictures that it may send at once after a silence, at least 1
     */
    public UploadRate(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /**
     * Counts pictures of a client.
     *
     * @throws RefusedException when it has sent too many, saying when there is room for these
     */
    public void take(String client, int pictures) {
        if (perSecond == 0) {
            return;
        }
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(client, c -> Bucket.builder()
                    .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                    .build());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(pictures);
        if (!probe.isConsumed()) {
            throw RefusedException.later(
                    Refusal.TOO_FAST,
                    "your address sends more than " + perSecond + " pictures a second (uploads.per-second)",
                    "send it again when Retry-After says",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Clients remembered now. */
    int clients() {
        synchronized (buckets) {
            return buckets.size();
        }
    }
}
