package io.zerostream.job.internal;

import io.zerostream.job.internal.IncomingPicture.Identity;
import io.zerostream.schemas.avro.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes dead letters. */
public final class DeadLetters {
    private DeadLetters() {}

    /**
     * One letter, dated now.
     *
     * @param identity who the picture is; null when its record could not be read
     */
    public static DeadLetter of(Origin origin, @Nullable Identity identity, Rejection why) {
        return DeadLetter.newBuilder()
                .setEventId(identity == null ? null : identity.eventId())
                .setSourceId(identity == null ? null : identity.sourceId())
                .setCapturedAt(identity == null ? null : identity.capturedAt())
                .setKey(origin.key() == null ? null : ByteBuffer.wrap(origin.key()))
                .setTopic(origin.topic())
                .setPartition(origin.partition())
                .setOffset(origin.offset())
                .setReason(why.reason())
                .setMessage(why.message())
                .setContent(origin.value() == null ? null : ByteBuffer.wrap(origin.value()))
                .setContentBytes(origin.valueBytes())
                .setFailedAt(Instant.now())
                .setTraceParent(origin.traceParent())
                .setTraceState(origin.traceState())
                .build();
    }
}
