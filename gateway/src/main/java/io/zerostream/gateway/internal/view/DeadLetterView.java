package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.DeadLetter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A picture that got no label, as callers see it; {@code topic}, {@code partition} and {@code offset} say where the
 * original record is.
 *
 * @param letter names the letter: the original record's place
 * @param picture path of the picture; null when nobody has it
 * @param retriedAt when the picture was sent again; null when it was not
 * @param outcome what became of the picture since: {@link #WAITING}, {@link #LABELLED}, {@link #DEAD_AGAIN}; null =
 *     nothing
 * @param label best class of its label; null when it has none, or it is UNKNOWN
 */
public record DeadLetterView(
        String letter,
        @Nullable String eventId,
        @Nullable String sourceId,
        String reason,
        String message,
        String topic,
        int partition,
        long offset,
        long contentBytes,
        String failedAt,
        @Nullable String picture,
        @Nullable String retriedAt,
        @Nullable String outcome,
        @Nullable String label) {
    /** Sent again, and nothing came of it yet. */
    public static final String WAITING = "waiting";

    /** It has a label since. */
    public static final String LABELLED = "labelled";

    /** There is a later letter about the same picture. */
    public static final String DEAD_AGAIN = "dead_again";

    /** Largest record that a letter holds, bytes. */
    public static final int HELD_BYTES = 64 * 1024;

    /** The letter without its content. */
    public static DeadLetterView of(
            DeadLetter d,
            String letter,
            boolean shows,
            @Nullable String retriedAt,
            @Nullable String outcome,
            @Nullable String label) {
        return new DeadLetterView(
                letter,
                d.getEventId(),
                d.getSourceId(),
                d.getReason().name(),
                d.getMessage(),
                d.getTopic(),
                d.getPartition(),
                d.getOffset(),
                d.getContentBytes(),
                d.getFailedAt().toString(),
                shows ? "/api/dead-letters/" + URLEncoder.encode(letter, StandardCharsets.UTF_8) + "/picture" : null,
                retriedAt,
                outcome,
                label);
    }
}
