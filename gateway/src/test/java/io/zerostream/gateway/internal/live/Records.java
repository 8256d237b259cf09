package io.zerostream.gateway.internal.live;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.AttributeEvidence;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as the job writes them. */
public final class Records {
    static {
        // builders copy records by their classes, which Avro wants to be told
        AvroTrust.trustOurClasses();
    }

    private Records() {}

    /** A picture with a truth. */
    public static ImageEvent picture(String id, byte[] content, String truth) {
        return new ImageEvent(
                id,
                "camera",
                Instant.now(),
                null,
                ByteBuffer.wrap(content),
                null,
                "image/png",
                truth == null ? Map.of() : Map.of("truth", truth));
    }

    /** A label whose best class is the first. */
    public static ZeroShotLabel label(String id, Outcome outcome, String... classes) {
        List<ScoredClass> top = new java.util.ArrayList<>();
        float score = 0.8f;
        for (String name : classes) {
            top.add(new ScoredClass(name, score, name.equals("Denmark")));
            score /= 4;
        }
        return new ZeroShotLabel(
                id,
                "camera",
                Instant.now().minusMillis(120),
                Instant.now(),
                "flags",
                1L,
                "flags-nano",
                "1",
                outcome,
                top,
                0.7f,
                0.6f,
                List.of(
                        new AttributeEvidence("circle", 0.51f, 0.45f),
                        new AttributeEvidence("mainly_white", 0.42f, 0.45f)),
                new Timings(2100L, 3400L, 20_000L, 31_000L),
                8,
                null,
                null);
    }

    /** An alarm about a prototype that does not fit. */
    public static JobNotice refusal() {
        return new JobNotice(
                NoticeKind.ALARM,
                "PROTOTYPE_REFUSED",
                "class/flags/Norway",
                "the prototype of class 'Norway' does not fit space 'flags' and is ignored",
                "default",
                0,
                Instant.now(),
                "flags v1",
                1L,
                "",
                0);
    }

    /** The label of a picture that was sent. */
    public static ZeroShotLabel labelOf(ImageEvent event, Outcome outcome, String... classes) {
        return ZeroShotLabel.newBuilder(label(event.getEventId(), outcome, classes))
                .setSourceId(event.getSourceId())
                .build();
    }

    /** The letter of a picture that was sent. */
    public static DeadLetter letterOf(ImageEvent event) {
        return DeadLetter.newBuilder(letter(event.getEventId()))
                .setSourceId(event.getSourceId())
                .build();
    }

    /** A letter that holds its picture's event, as {@code TestServer} reads it. */
    public static DeadLetter holding(ImageEvent event, long offset) {
        try {
            return DeadLetter.newBuilder(letter(event.getEventId()))
                    .setSourceId(event.getSourceId())
                    .setOffset(offset)
                    .setFailedAt(Instant.now())
                    .setContent(event.toByteBuffer())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A letter about a damaged picture; each id has its own place on the topic. */
    public static DeadLetter letter(String id) {
        return new DeadLetter(
                id,
                "camera",
                null,
                "images",
                2,
                (long) Math.floorMod(id.hashCode(), 100_000),
                DeadLetterReason.UNDECODABLE,
                "JPEG is truncated: Premature end of input file",
                null,
                812L,
                Instant.now(),
                Instant.now(),
                null,
                null);
    }
}
