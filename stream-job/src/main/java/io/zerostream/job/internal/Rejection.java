package io.zerostream.job.internal;

import io.zerostream.schemas.avro.DeadLetterReason;

/**
 * Why a picture gets no label.
 *
 * @param reason for counting
 * @param message for people
 */
public record Rejection(DeadLetterReason reason, String message) {}
