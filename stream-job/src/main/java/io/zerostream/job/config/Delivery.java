package io.zerostream.job.config;

/** What the sinks promise. */
public enum Delivery {
    /** Kafka transactions: readers with {@code read_committed} see each label once, when its checkpoint is complete. */
    EXACTLY_ONCE,
    /** Labels are visible at once; after a failure some come twice, and readers drop the repeats by their identity. */
    AT_LEAST_ONCE
}
