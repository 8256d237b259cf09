package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.live.Fate;
import io.zerostream.gateway.internal.live.Waiting;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.gateway.internal.upload.Upload;
import io.zerostream.gateway.internal.upload.Uploads;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/images}: many pictures at once, each with an answer of its own. */
final class UploadRoutes {
    /** Where they are sent. */
    static final String PATH = "/v1/images";

    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    private final Uploads uploads;
    private final UploadBody body;
    private final UploadDoor door;
    private final UploadWaits waits;
    private final Duration longestWait;

    /** What has become of one picture. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @Nullable String eventId,
            @Nullable String sourceId,
            String status,
            @Nullable LabelView result,
            @Nullable DeadLetterView deadLetter,
            ErrorAnswers.@Nullable Body error) {
        /** Of one that nobody waited for. */
        static Item of(Upload upload) {
            return of(upload, "accepted", null);
        }

        /** Of one that somebody waited for. */
        static Item of(Upload upload, Waiting.Waiter waiter) {
            Fate fate = upload.refused() != null
                    ? null
                    : waiter.fate(upload.taken().getSourceId(), upload.taken().getEventId());
            if (fate == null) {
                return of(upload, "pending", null);
            }
            return of(upload, fate.label() == null ? "dead_letter" : "labelled", fate);
        }

        private static Item of(Upload upload, String status, @Nullable Fate fate) {
            RefusedException refused = upload.refused();
            if (refused != null) {
                return new Item(
                        upload.eventId(),
                        null,
                        "refused",
                        null,
                        null,
                        ErrorAnswers.envelope(refused).error());
            }
            return new Item(
                    upload.eventId(),
                    upload.taken().getSourceId(),
                    status,
                    fate == null ? null : fate.label(),
                    fate == null ? null : fate.deadLetter(),
                    null);
        }
    }

    /** @param error that of the first, when all are refused */
    record Answer(
            @JsonInclude(JsonInclude.Include.NON_NULL) ErrorAnswers.@Nullable Body error,
            long refused,
            List<Item> images) {}

    UploadRoutes(Uploads uploads, UploadBody body, UploadDoor door, UploadWaits waits, Duration longestWait) {
        this.uploads = uploads;
        this.body = body;
        this.door = door;
        this.waits = waits;
        this.longestWait = longestWait;
    }

    void install(RoutesConfig routes) {
        routes.post(PATH, this::upload, Role.CONTRIBUTOR);
    }

    private void upload(Context ctx) throws IOException {
        Duration wait = Params.waiting(ctx, longestWait);
        if (!wait.isZero()) {
            waits.take(
                    ctx,
                    () -> pictures(ctx),
                    wait,
                    (written, waiter) -> answer(
                            ctx,
                            OK,
                            written,
                            written.stream()
                                    .map(upload -> Item.of(upload, waiter))
                                    .toList()));
            return;
        }
        List<Upload> written = uploads.inTurn(
                () -> uploads.write(pictures(ctx).stream().map(uploads::check).toList()));
        answer(ctx, ACCEPTED, written, written.stream().map(Item::of).toList());
    }

    private List<Asked> pictures(Context ctx) throws IOException {
        return door.pass(ctx, UploadRequest.read(ctx, body));
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
