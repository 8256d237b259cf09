package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.live.Picture;
import io.zerostream.gateway.internal.live.PictureRing;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.gateway.internal.upload.Uploads;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Upload of pictures, and the recent ones to look at. */
final class ImageRoutes {
    /** Where pictures are uploaded. */
    static final String PATH = "/api/images";

    private static final int ACCEPTED = 202;

    private final Uploads uploads;
    private final PictureRing recent;
    private final UploadBody body;
    private final UploadDoor door;
    private final PictureAnswer pictures;

    record Accepted(
            String eventId,
            String sourceId,
            @Nullable String classSet,
            String capturedAt,
            String contentType,
            int bytes) {}

    ImageRoutes(Uploads uploads, PictureRing recent, PictureAnswer pictures, UploadBody body, UploadDoor door) {
        this.uploads = uploads;
        this.recent = recent;
        this.body = body;
        this.door = door;
        this.pictures = pictures;
    }

    void install(RoutesConfig routes) {
        routes.post(PATH, this::upload, Role.CONTRIBUTOR);
        routes.get(PATH + "/{event_id}", this::show, Role.VIEWER);
    }

    private void upload(Context ctx) throws IOException {
        Json.answer(ctx, ACCEPTED, uploads.inTurn(() -> take(ctx)));
    }

    private Accepted take(Context ctx) throws IOException {
        byte[] content = body.read(ctx);
        Asked asked = new Asked(
                Params.query(ctx, "event_id"),
                Params.query(ctx, "source"),
                Params.query(ctx, "class_set"),
                null,
                content,
                null,
                Map.of(),
                TraceContext.NONE);
        ImageEvent event = uploads.write(door.pass(ctx, List.of(asked)).stream()
                        .map(uploads::check)
                        .toList())
                .get(0)
                .taken();
        return new Accepted(
                event.getEventId(),
                event.getSourceId(),
                event.getClassSet(),
                event.getCapturedAt().toString(),
                String.valueOf(event.getContentType()),
                content.length);
    }

    private void show(Context ctx) {
        String eventId = ctx.pathParam("event_id");
        String source = Params.query(ctx, "source");
        Picture picture = recent.find(eventId)
                .filter(p -> p.content().length > 0)
                .filter(p -> source == null || source.equals(p.sourceId()))
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND,
                        "there is no picture '" + SafeText.of(eventId) + "' here (any more)",
                        "the gateway keeps recent pictures only"));
        pictures.answer(ctx, picture.content());
    }
}
