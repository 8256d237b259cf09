package io.zerostream.gateway.internal.live;

import org.jspecify.annotations.Nullable;

/**
 * A recent picture. Treat the array as read-only.
 *
 * @param eventId identity of the picture
 * @param sourceId who sent it
 * @param content encoded picture; empty when the event carries an address instead
 * @param truth class that the sender says it shows; null when it does not say
 */
public record Picture(
        String eventId,
        String sourceId,
        byte[] content,
        @Nullable String truth) {
    /** What it takes in memory, bytes, but for some dozens. */
    long bytes() {
        return content.length
                + (long) Character.BYTES
                        * (eventId.length() + sourceId.length() + (truth == null ? 0 : truth.length()));
    }
}
