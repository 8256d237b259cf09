package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.gateway.internal.letters.LetterRetry;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Uploads;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pictures that got no label: to look at, and to send again. */
final class DeadLetterRoutes {
    private static final String PATH = "/api/dead-letters";
    private static final int OK = 200;

    private final LiveFeed feed;
    private final LetterRetry retry;
    private final Uploads uploads;
    private final UploadDoor door;
    private final PictureAnswer pictures;
    private final Acting acting;
    private final int most;

    record DeadLetters(List<DeadLetterView> deadLetters) {}

    record RetryRequest(
            @Nullable List<String> eventIds,
            @Nullable String source,
            @Nullable String reason,
            @Nullable String author) {}

    /** What has become of it; as {@link LetterRetry.Outcome}. */
    record Retried(List<DeadLetterView> written, int already, int left, List<NotRetried> refused) {}

    /** A picture that was not sent again. */
    record NotRetried(
            @Nullable String letter,
            @Nullable String eventId,
            @Nullable String sourceId,
            @JsonInclude(JsonInclude.Include.NON_NULL) ErrorAnswers.Body error) {}

    /** What the audit has of it: other gateways, and this one after a restart, read the letters from there. */
    record Told(List<String> letters, int refused) {}

    /** @param most pictures of one request, at least 1 */
    DeadLetterRoutes(
            LiveFeed feed,
            LetterRetry retry,
            Uploads uploads,
            UploadDoor door,
            PictureAnswer pictures,
            Acting acting,
            int most) {
        this.feed = feed;
        this.retry = retry;
        this.uploads = uploads;
        this.door = door;
        this.pictures = pictures;
        this.acting = acting;
        this.most = most;
    }

    void install(RoutesConfig routes) {
        routes.get(
                PATH,
                ctx -> Json.answer(ctx, OK, new DeadLetters(feed.deadLetters().newest(Params.limit(ctx)))),
                Role.VIEWER);
        routes.get(PATH + "/{letter}/picture", this::show, Role.VIEWER);
        routes.post(PATH + "/retry", this::retry, Role.CONTRIBUTOR);
    }

    private void show(Context ctx) {
        String id = ctx.pathParam("letter");
        byte[] content = feed.deadLetters()
                .find(id)
                .flatMap(this::content)
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND,
                        "there is no picture of dead letter '" + SafeText.of(id) + "' here (any more)",
                        "the gateway keeps recent letters only, and some hold no picture"));
        pictures.answer(ctx, content);
    }

    private Optional<byte[]> content(DeadLetter letter) {
        Optional<byte[]> recent = feed.pictures()
                .find(String.valueOf(letter.getEventId()))
                .filter(picture -> picture.sourceId().equals(letter.getSourceId()))
                .map(picture -> picture.content());
        return recent.or(() -> retry.original(letter).map(DeadLetterRoutes::content))
                .filter(bytes -> bytes.length > 0);
    }

    private static byte[] content(ImageEvent event) {
        ByteBuffer content = event.getContent();
        byte[] bytes = new byte[content == null ? 0 : content.remaining()];
        if (content != null) {
            content.duplicate().get(bytes);
        }
        return bytes;
    }

    private void retry(Context ctx) {
        RetryRequest asked = Json.body(ctx, RetryRequest.class);
        Caller caller = AccessGate.caller(ctx);
        Consumer<ImageEvent> may = event -> door.demand(caller, event);
        LetterRetry.Outcome done =
                uploads.inTurn(() -> asked.reason() == null ? ofEvents(ctx, asked, may) : ofReason(ctx, asked, may));
        refuseWhereNothingWasDone(done);
        if (!done.written().isEmpty()) {
            List<String> letters =
                    done.written().stream().map(DeadLetterView::letter).toList();
            acting.did(
                    ctx,
                    asked.author(),
                    LetterRetry.ACTION,
                    "dead-letters/" + (asked.reason() == null ? asked.source() : asked.reason()),
                    null,
                    new Told(letters, done.refused().size()));
            done.written().forEach(feed::tellRetried);
        }
        Json.answer(
                ctx,
                OK,
                new Retried(
                        done.written(),
                        done.already(),
                        done.left(),
                        done.refused().stream().map(DeadLetterRoutes::refused).toList()));
    }

    private LetterRetry.Outcome ofEvents(Context ctx, RetryRequest asked, Consumer<ImageEvent> may) {
        List<String> ids = asked.eventIds();
        if (ids == null || ids.isEmpty() || asked.source() == null) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "the body says neither which pictures nor which reason",
                    "give event_ids with their source, or reason");
        }
        if (ids.size() > most) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "there are " + ids.size() + " event_ids",
                    "send at most " + most + " in one request (uploads.pictures)");
        }
        if (ids.stream().anyMatch(Objects::isNull)) {
            throw new RefusedException(Refusal.BAD_VALUE, "an event_id is null", "leave it out");
        }
        door.again(ctx, ids.size());
        return retry.ofEvents(asked.source(), ids.stream().distinct().toList(), may);
    }

    private LetterRetry.Outcome ofReason(Context ctx, RetryRequest asked, Consumer<ImageEvent> may) {
        String reason = String.valueOf(asked.reason());
        if (asked.eventIds() != null || asked.source() != null) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "the body says both which pictures and which reason",
                    "give event_ids with their source, or reason");
        }
        List<String> reasons =
                Arrays.stream(DeadLetterReason.values()).map(Enum::name).toList();
        if (!reasons.contains(reason)) {
            throw RefusedException.unknown(
                    Refusal.NOT_FOUND,
                    "there is no reason '" + SafeText.of(reason) + "'",
                    reason,
                    reasons,
                    "see docs/operations.md");
        }
        door.again(ctx, Math.min(most, retry.due(reason)));
        return retry.ofReason(reason, most, may);
    }

    /** What concerns the whole request is its answer, as long as nothing was written. */
    private static void refuseWhereNothingWasDone(LetterRetry.Outcome done) {
        if (done.written().isEmpty() && done.already() == 0 && !done.refused().isEmpty()) {
            RefusedException first = done.refused().get(0).why();
            boolean all =
                    done.refused().stream().allMatch(refused -> refused.why().refusal() == first.refusal());
            if (all && first.refusal() != Refusal.NOT_FOUND && first.refusal() != Refusal.BAD_VALUE) {
                throw first;
            }
        }
    }

    private static NotRetried refused(LetterRetry.Refused refused) {
        return new NotRetried(
                refused.letter(),
                refused.eventId(),
                refused.sourceId(),
                ErrorAnswers.envelope(refused.why()).error());
    }
}
