package io.zerostream.gateway.internal.upload;

import io.zerostream.gateway.internal.kafka.ImageSink;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes pictures, whichever way they are sent: what is one, what its event says, and that Kafka has it. Thread-safe. */
public final class Uploads {
    private static final String DEFAULT_SOURCE = "upload";

    private final UnaryOperator<String> askedSet;
    private final ImageSink sink;
    private final ImagePreprocessor preprocessor;
    private final Semaphore inFlight;
    private final Clock clock;

    /** Something that is done with a place. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    /**
     * @param askedSet the set or alias, or refuses a name that is neither
     * @param sink where pictures go
     * @param limits what to refuse
     * @param inFlight requests that are looked at and written at once, at least 1
     */
    public Uploads(UnaryOperator<String> askedSet, ImageSink sink, ImageLimits limits, int inFlight, Clock clock) {
        this.askedSet = askedSet;
        this.sink = sink;
        this.preprocessor = new ImagePreprocessor(limits);
        this.inFlight = new Semaphore(inFlight);
        this.clock = clock;
    }

    /**
     * Does what takes memory and time of one request.
     *
     * @throws RefusedException when too many do so at once
     */
    public <T, E extends Exception> T inTurn(Work<T, E> work) throws E {
        if (!inFlight.tryAcquire()) {
            throw new RefusedException(
                    Refusal.BUSY, "too many uploads at once", "send it again in a moment (Retry-After)");
        }
        try {
            return work.run();
        } finally {
            inFlight.release();
        }
    }

    /**
     * The source that the event of a picture will have.
     *
     * @throws RefusedException when it cannot be one
     */
    public static String source(Asked asked) {
        return asked.source() == null ? DEFAULT_SOURCE : Names.checked("source", asked.source());
    }

    /** Looks at a picture and makes its event. Never throws for what the sender did: the upload says so. */
    public Upload check(Asked asked) {
        Instant now = clock.instant();
        String eventId = null;
        try {
            eventId = asked.eventId() == null ? UuidV7.next(now) : Names.checked("event_id", asked.eventId());
            return new Upload(eventId, event(asked, eventId, now), asked.trace(), null);
        } catch (RefusedException e) {
            return new Upload(eventId, null, asked.trace(), e);
        }
    }

    private ImageEvent event(Asked asked, String eventId, Instant now) {
        String source = source(asked);
        String set = asked.classSet() == null ? null : askedSet.apply(asked.classSet());
        byte[] content = asked.content();
        if ((content == null) == (asked.uri() == null)) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    content == null ? "there is neither a content nor a uri" : "there are both a content and a uri",
                    "give one of them");
        }
        ImageEvent event = new ImageEvent(
                eventId,
                source,
                captured(asked.capturedAt(), now),
                set,
                content == null ? null : ByteBuffer.wrap(content),
                asked.uri(),
                content == null ? null : mediaType(content),
                notes(asked.attributes()));
        Optional<String> problem = ImageEventLimits.problem(event);
        if (problem.isPresent()) {
            // the job would make a dead letter of it
            throw new RefusedException(Refusal.BAD_NAME, problem.get(), "use one within the limits");
        }
        return event;
    }

    private static Instant captured(@Nullable String text, Instant now) {
        if (text == null) {
            return now;
        }
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "captured_at is '" + SafeText.of(text) + "'",
                    "write date, time and zone, for example 2026-01-31T12:00:00Z");
        }
    }

    private static Map<String, String> notes(Map<String, String> attributes) {
        if (attributes.values().stream().anyMatch(Objects::isNull)) {
            throw new RefusedException(Refusal.BAD_VALUE, "an attribute is null", "give it a text, or leave it out");
        }
        return attributes;
    }

    /**
     * The type of a picture, as its bytes say.
     *
     * @throws RefusedException when it is none that can be labelled
     */
    private String mediaType(byte[] content) {
        try {
            return preprocessor.check(content);
        } catch (ImageRejectedException e) {
            Refusal refusal =
                    switch (e.reason()) {
                        case EMPTY -> Refusal.EMPTY_PICTURE;
                        case TOO_MANY_BYTES, TOO_MANY_PIXELS, TOO_MUCH_MEMORY, TOO_MUCH_WORK ->
                            Refusal.PICTURE_TOO_LARGE;
                        case UNSUPPORTED_FORMAT -> Refusal.UNSUPPORTED_MEDIA;
                        case UNDECODABLE -> Refusal.UNDECODABLE_PICTURE;
                    };
            RefusedException refused = new RefusedException(
                    refusal, String.valueOf(e.getMessage()), "send a JPEG, PNG, GIF, BMP or WebP within the limits");
            refused.initCause(e);
            throw refused;
        }
    }

    /**
     * Writes those that are not refused, all at once, and waits until Kafka has them: for all no longer than for one that
     * it does not take.
     */
    public List<Upload> write(List<Upload> uploads) {
        List<Supplier<Upload>> writing = uploads.stream().map(this::send).toList();
        return writing.stream().map(Supplier::get).toList();
    }

    private Supplier<Upload> send(Upload upload) {
        if (upload.refused() != null) {
            return () -> upload;
        }
        ImageSink.Sending sending = sink.send(upload.taken(), upload.trace());
        return () -> {
            try {
                sending.await();
                return upload;
            } catch (RefusedException e) {
                return upload.refuse(e);
            }
        };
    }
}
