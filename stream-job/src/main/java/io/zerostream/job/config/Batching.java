package io.zerostream.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a batch goes to the model, whichever comes first; a checkpoint and the end of input close it as well.
 *
 * @param maxSize pictures a batch, 1 to 1024 ({@code batch.max-size})
 * @param maxDelay how long the oldest picture of a batch waits at most; less when batches queue for the model, not at all
 *     when as many as may be are under way ({@code batch.max-delay})
 * @param targetLatency how long a picture may take from the classify operator to its label; batches are kept so small
 *     that it does. Zero = as large as maxSize allows ({@code batch.target-latency})
 * @param timeLimit how long the model may be at one batch, each picture tried alone included, and at its probe pictures;
 *     what takes longer is taken for a device that does not come back, and fails the task ({@code batch.time-limit})
 */
public record Batching(int maxSize, Duration maxDelay, Duration targetLatency, Duration timeLimit)
        implements Serializable {
    private static final int LARGEST = 1024;
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** What {@link JobConfig#defaults} uses. */
    public static final Batching DEFAULT = new Batching(16, Duration.ofMillis(50));

    /** @throws JobConfigException naming the key that is out of range */
    public Batching {
        Checks.between("batch.max-size", maxSize, 1, LARGEST);
        Checks.positive("batch.max-delay", maxDelay);
        Checks.notNegative("batch.target-latency", targetLatency);
        Checks.atLeast("batch.time-limit", timeLimit, SHORTEST_LIMIT);
    }

    /** With the default limit of time. */
    public Batching(int maxSize, Duration maxDelay, Duration targetLatency) {
        this(maxSize, maxDelay, targetLatency, LIMIT);
    }

    /** Without a latency target. */
    public Batching(int maxSize, Duration maxDelay) {
        this(maxSize, maxDelay, Duration.ZERO);
    }
}
