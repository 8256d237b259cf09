package io.zerostream.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often the job makes sure, and what its sinks promise.
 *
 * @param interval between checkpoints; with EXACTLY_ONCE also how late labels become visible ({@code
 *     checkpoint.interval})
 * @param delivery what the sinks promise ({@code sink.delivery})
 * @param transactionTimeout how long Kafka keeps a transaction that nobody commits; longer than the longest outage that
 *     is to lose nothing, at most the broker's {@code transaction.max.timeout.ms}: see {@link TransactionTimeout} ({@code
 *     sink.transaction-timeout})
 * @param timeout a checkpoint that takes longer has failed ({@code checkpoint.timeout})
 * @param tolerableFailures how many may fail in a row before the job restarts ({@code checkpoint.tolerable-failures})
 */
public record Checkpointing(
        Duration interval, Delivery delivery, Duration transactionTimeout, Duration timeout, int tolerableFailures)
        implements Serializable {
    /** A transaction lives through its own interval and the checkpoint that commits it; and one that may fail. */
    private static final int INTERVALS = 3;

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    /** Ten minutes of a checkpoint a second: as long as Kafka keeps the transactions that wait for one. */
    private static final int TOLERABLE = 600;

    /** What {@link JobConfig#defaults} uses. */
    public static final Checkpointing DEFAULT =
            new Checkpointing(Duration.ofSeconds(1), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10));

    /** @throws JobConfigException naming the key that is out of range, or the two that do not fit together */
    public Checkpointing {
        Checks.atLeast("checkpoint.interval", interval, SHORTEST);
        Checks.atLeast("checkpoint.timeout", timeout, SHORTEST);
        Checks.atLeast("checkpoint.tolerable-failures", tolerableFailures, 0);
        Checks.positive("sink.transaction-timeout", transactionTimeout);
        if (delivery == Delivery.EXACTLY_ONCE) {
            Duration least = interval.multipliedBy(INTERVALS);
            if (transactionTimeout.compareTo(least) < 0) {
                throw new JobConfigException(
                        "sink.transaction-timeout",
                        transactionTimeout + " is too short for checkpoint.interval " + interval
                                + ": Kafka would abort labels before their checkpoint commits them; make it at least "
                                + least + ", or checkpoint more often");
            }
        }
    }

    /** With the defaults for checkpoints that fail. */
    public Checkpointing(Duration interval, Delivery delivery, Duration transactionTimeout) {
        this(interval, delivery, transactionTimeout, TIMEOUT, TOLERABLE);
    }
}
