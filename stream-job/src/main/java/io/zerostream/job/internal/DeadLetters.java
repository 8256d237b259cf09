package io.zerostream.job.internal;

import io.zerostream.job.internal.IncomingPicture.Identity;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.avro.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters. A letter is smaller than a record may be whatever it is about: about 70 KiB at most, of which
 * {@link Origin#KEPT_BYTES} are the original record.
 */
public final class DeadLetters {
    /** Longest message, characters. */
    static final int MESSAGE = 1000;

    private DeadLetters() {}

    /**
     * One letter, dated now. What is past {@link ImageEventLimits} is left out of it.
     *
     * @param identity who the picture is; null when its record could not be read
     */
    public static DeadLetter of(Origin origin, @Nullable Identity identity, Rejection why) {
        String eventId = identity == null ? null : identity.eventId();
        String sourceId = identity == null ? null : identity.sourceId();
        Instant capturedAt = identity == null ? null : identity.capturedAt();
        return DeadLetter.newBuilder()
                .setEventId(ImageEventLimits.isEventId(eventId) ? eventId : null)
                .setSourceId(ImageEventLimits.isSourceId(sourceId) ? sourceId : null)
                .setCapturedAt(ImageEventLimits.isCapturedAt(capturedAt) ? capturedAt : null)
                .setKey(kept(origin.key(), Origin.KEPT_KEY_BYTES))
                .setTopic(origin.topic())
                .setPartition(origin.partition())
                .setOffset(origin.offset())
                .setReason(why.reason())
                .setMessage(shortened(why.message()))
                .setContent(kept(origin.value(), Origin.KEPT_BYTES))
                .setContentBytes(origin.valueBytes())
                .setFailedAt(Instant.now())
                .setTraceParent(origin.traceParent())
                .setTraceState(origin.traceState())
                .build();
    }

    private static @Nullable ByteBuffer kept(byte @Nullable [] bytes, int most) {
        return bytes == null || bytes.length > most ? null : ByteBuffer.wrap(bytes);
    }

    private static String shortened(String message) {
        return message.length() <= MESSAGE ? message : message.substring(0, MESSAGE - 1) + '…';
    }
}
