package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.internal.kafka.ImageSink;
import io.zerostream.gateway.internal.live.Picture;
import io.zerostream.gateway.internal.live.PictureRing;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Upload of pictures, and the recent ones to look at. */
final class ImageRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRoutes.class);
    /** Where pictures are uploaded. */
    static final String PATH = "/api/images";

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final String DEFAULT_SOURCE = "upload";

    private final Registries registries;
    private final ImageSink sink;
    private final PictureRing recent;
    private final Clock clock;
    private final UploadBody body;
    private final ImagePreprocessor preprocessor;
    private final Semaphore inFlight;

    record Accepted(
            String eventId,
            String sourceId,
            @Nullable String classSet,
            String capturedAt,
            String contentType,
            int bytes) {}

    ImageRoutes(
            Registries registries,
            ImageSink sink,
            PictureRing recent,
            ImageLimits limits,
            UploadBody body,
            int uploadsInFlight,
            Clock clock) {
        this.registries = registries;
        this.sink = sink;
        this.recent = recent;
        this.clock = clock;
        this.body = body;
        this.preprocessor = new ImagePreprocessor(limits);
        this.inFlight = new Semaphore(uploadsInFlight);
    }

    void install(RoutesConfig routes) {
        routes.post(PATH, this::upload);
        routes.get(PATH + "/{event_id}", this::show);
    }

    private void upload(Context ctx) throws IOException {
        if (!inFlight.tryAcquire()) {
            throw new RefusedException(
                    Refusal.BUSY, "too many uploads at once", "send it again in a moment (Retry-After)");
        }
        try {
            Json.answer(ctx, ACCEPTED, take(ctx));
        } finally {
            inFlight.release();
        }
    }

    private Accepted take(Context ctx) throws IOException {
        Instant now = clock.instant();
        String source = orElse(Params.query(ctx, "source"), "source", DEFAULT_SOURCE);
        String eventId = orElse(Params.query(ctx, "event_id"), "event_id", UuidV7.next(now));
        String set = Params.query(ctx, "class_set");
        if (set != null) {
            set = registries.askedSet(set);
        }
        byte[] content = body.read(ctx);
        String contentType = check(content);
        ImageEvent event =
                new ImageEvent(eventId, source, now, set, ByteBuffer.wrap(content), null, contentType, Map.of());
        Optional<String> problem = ImageEventLimits.problem(event);
        if (problem.isPresent()) {
            // the job would make a dead letter of it
            throw new RefusedException(Refusal.BAD_NAME, problem.get(), "use one within the limits");
        }
        sink.put(event);
        return new Accepted(eventId, source, set, now.toString(), contentType, content.length);
    }

    private static String orElse(@Nullable String given, String what, String otherwise) {
        return given == null ? otherwise : Names.checked(what, given);
    }

    private String check(byte[] content) {
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

    /** The type is told from the bytes, never taken from the sender: a "picture" must not become a page. */
    private void show(Context ctx) {
        String eventId = ctx.pathParam("event_id");
        Picture picture = recent.find(eventId)
                .filter(p -> p.content().length > 0)
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND,
                        "there is no picture '" + SafeText.of(eventId) + "' here (any more)",
                        "the gateway keeps recent pictures only"));
        ctx.status(OK).header("Cache-Control", "private, max-age=600");
        try {
            ctx.contentType(preprocessor.check(picture.content()));
        } catch (ImageRejectedException e) {
            LOG.debug("picture {} is offered as a file", SafeText.of(eventId), e);
            ctx.contentType("application/octet-stream").header("Content-Disposition", "attachment");
        }
        ctx.result(picture.content());
    }
}
