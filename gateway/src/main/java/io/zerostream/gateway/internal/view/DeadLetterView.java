package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.DeadLetter;
import org.jspecify.annotations.Nullable;

/**
 * A picture that got no label, as callers see it; {@code topic}, {@code partition} and {@code offset} say where the
 * original record is.
 */
public record DeadLetterView(
        @Nullable String eventId,
        @Nullable String sourceId,
        String reason,
        String message,
        String topic,
        int partition,
        long offset,
        long contentBytes,
        String failedAt) {

    /** The letter without its content. */
    public static DeadLetterView of(DeadLetter d) {
        return new DeadLetterView(
                d.getEventId(),
                d.getSourceId(),
                d.getReason().name(),
                d.getMessage(),
                d.getTopic(),
                d.getPartition(),
                d.getOffset(),
                d.getContentBytes(),
                d.getFailedAt().toString());
    }
}
