package io.zerostream.job;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a batch goes to the model, whichever comes first; a checkpoint and the end of input close it as well.
 *
 * @param maxSize pictures a batch, 1 to 1024 ({@code batch.max-size})
 * @param maxDelay how long the oldest picture of a batch waits ({@code batch.max-delay})
 */
public record Batching(int maxSize, Duration maxDelay) implements Serializable {
    private static final int LARGEST = 1024;

    /** What {@link JobConfig#defaults} uses. */
    public static final Batching DEFAULT = new Batching(16, Duration.ofMillis(50));

    /** @throws JobConfigException naming the key that is out of range */
    public Batching {
        Checks.between("batch.max-size", maxSize, 1, LARGEST);
        Checks.positive("batch.max-delay", maxDelay);
    }
}
