package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Upload;
import io.zerostream.gateway.internal.upload.Uploads;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/images}: many pictures at once, each with an answer of its own. */
final class UploadRoutes {
    /** Where they are sent. */
    static final String PATH = "/v1/images";

    private static final int ACCEPTED = 202;

    private final Uploads uploads;
    private final UploadBody body;

    /** What has become of one picture. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(@Nullable String eventId, @Nullable String sourceId, String status, ErrorAnswers.@Nullable Body error) {
        static Item of(Upload upload) {
            RefusedException refused = upload.refused();
            return refused == null
                    ? new Item(upload.eventId(), upload.taken().getSourceId(), "accepted", null)
                    : new Item(
                            upload.eventId(),
                            null,
                            "refused",
                            ErrorAnswers.envelope(refused).error());
        }
    }

    /** @param error that of the first, when all are refused */
    record Answer(
            @JsonInclude(JsonInclude.Include.NON_NULL) ErrorAnswers.@Nullable Body error,
            long refused,
            List<Item> images) {}

    UploadRoutes(Uploads uploads, UploadBody body) {
        this.uploads = uploads;
        this.body = body;
    }

    void install(RoutesConfig routes) {
        routes.post(PATH, this::upload);
    }

    private void upload(Context ctx) throws IOException {
        List<Upload> written = uploads.inTurn(() -> uploads.write(
                UploadRequest.read(ctx, body).stream().map(uploads::check).toList()));
        answer(ctx, ACCEPTED, written, written.stream().map(Item::of).toList());
    }

    private static void answer(Context ctx, int status, List<Upload> uploads, List<Item> items) {
        List<RefusedException> refused =
                uploads.stream().map(Upload::refused).filter(Objects::nonNull).toList();
        if (refused.size() < items.size()) {
            Json.answer(ctx, status, new Answer(null, refused.size(), items));
            return;
        }
        RefusedException first = refused.get(0);
        ErrorAnswers.head(first, ctx);
        Json.answer(
                ctx,
                first.refusal().status(),
                new Answer(ErrorAnswers.envelope(first).error(), refused.size(), items));
    }
}
