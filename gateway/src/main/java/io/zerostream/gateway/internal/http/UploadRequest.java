package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.schemas.TraceContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with pictures as JSON. */
record UploadRequest(@Nullable List<@Nullable Image> images) {

    /** One of them; {@code content} is base64. */
    record Image(
            @Nullable String eventId,
            @Nullable String source,
            @Nullable String classSet,
            @Nullable String capturedAt,
            byte @Nullable [] content,
            @Nullable String uri,
            @Nullable Map<String, String> attributes) {

        private Asked asked() {
            return new Asked(
                    eventId,
                    source,
                    classSet,
                    capturedAt,
                    content,
                    uri,
                    attributes == null ? Map.of() : attributes,
                    TraceContext.NONE);
        }
    }

    /**
     * The pictures of a request, whichever way it has them; what its query says counts for those that say nothing.
     *
     * @throws RefusedException when there are none, too many, or it cannot be read
     */
    static List<Asked> read(Context ctx, UploadBody body) throws IOException {
        List<Asked> pictures = Params.mediaType(ctx).equals(Json.MEDIA_TYPE)
                ? Json.body(ctx, UploadRequest.class, (int) body.mostBytes(UploadRoutes.PATH))
                        .asked(body)
                : body.readAll(ctx).stream().map(Asked::of).toList();
        String source = Params.query(ctx, "source");
        String set = Params.query(ctx, "class_set");
        String eventId = Params.query(ctx, "event_id");
        List<Asked> all = pictures.stream().map(p -> p.or(source, set)).toList();
        if (eventId == null) {
            return all;
        }
        if (all.size() > 1 || all.get(0).eventId() != null) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "the query has one event_id for "
                            + (all.size() > 1 ? all.size() + " pictures" : "one that has its own"),
                    "give each picture its own in JSON, or send an Idempotency-Key");
        }
        return List.of(all.get(0).as(eventId));
    }

    private List<Asked> asked(UploadBody body) {
        List<@Nullable Image> all = images == null ? List.of() : images;
        body.demandSome(all.size());
        return all.stream().map(UploadRequest::asked).toList();
    }

    private static Asked asked(@Nullable Image image) {
        if (image == null) {
            throw new RefusedException(Refusal.BAD_JSON, "one of the images is null", "leave it out");
        }
        return image.asked();
    }
}
