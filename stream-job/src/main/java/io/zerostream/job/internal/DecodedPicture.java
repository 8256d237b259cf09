package io.zerostream.job.internal;

import io.zerostream.job.internal.IncomingPicture.Identity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture as pixels. Treat the array as read-only.
 *
 * @param origin where it came from
 * @param eventId {@code ImageEvent.event_id}
 * @param sourceId {@code ImageEvent.source_id}
 * @param capturedAt {@code ImageEvent.captured_at}, epoch milliseconds
 * @param classSet the set asked for; null = the default of its source
 * @param height rows
 * @param width columns
 * @param pixels uint8 RGB (height, width, 3)
 * @param queueMicros from the record's Kafka timestamp to its arrival in the job, µs
 * @param decodeMicros decoding and resizing, µs
 * @param decodedAtMicros when decoding was done, epoch µs
 */
public record DecodedPicture(
        Origin origin,
        String eventId,
        String sourceId,
        long capturedAt,
        @Nullable String classSet,
        int height,
        int width,
        byte[] pixels,
        long queueMicros,
        long decodeMicros,
        long decodedAtMicros) {

    /** Who the picture is. */
    public Identity identity() {
        return new Identity(eventId, sourceId, Instant.ofEpochMilli(capturedAt));
    }
}
