package io.zerostream.gateway.internal.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Since when a consumer group has not moved though records wait for it. Not thread-safe. */
final class Standstill {
    private final Duration patience;
    private Map<TopicPartition, Long> last = Map.of();
    private @Nullable Instant since;

    /** @param patience how long it may stand before that is worth a word */
    Standstill(Duration patience) {
        this.patience = patience;
    }

    /**
     * Takes an observation.
     *
     * @param committed where the group is in each partition
     * @param waiting records before it
     * @return since when it stands, when that is longer than the patience
     */
    Optional<Instant> observe(Map<TopicPartition, Long> committed, long waiting, Instant now) {
        if (since == null || waiting == 0 || !committed.equals(last)) {
            since = now;
            last = Map.copyOf(committed);
        }
        return now.isAfter(since.plus(patience)) ? Optional.of(since) : Optional.empty();
    }
}
