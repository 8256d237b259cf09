package io.zerostream.schemas;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs records that are none of ours. One line in ten seconds, which says how many there were since the one before: who
 * sends thousands must not push everything else out of the log. Not thread-safe.
 */
final class SkippedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Clock clock;
    private Instant next = Instant.MIN;
    private long untold;

    SkippedRecords(Clock clock) {
        this.clock = clock;
    }

    /** @return whether a line was written */
    boolean log(TopicPartition partition, long offset, String why) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            untold++;
            return false;
        }
        LOG.warn(
                "{} offset {} is not a record of ours and is skipped, after {} others that no line was written of: {}",
                partition,
                offset,
                untold,
                SafeText.of(why));
        untold = 0;
        next = now.plus(BETWEEN);
        return true;
    }
}
