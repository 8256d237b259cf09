package io.zerostream.job.config;

/** Whether a dead letter holds the bytes of the record that it is about, which may be a whole picture. */
public enum DeadLetterContent {
    /** Where they are at most 64 KiB. */
    KEEP,
    /** Never: only how many they were, and where the record is. */
    DROP
}
