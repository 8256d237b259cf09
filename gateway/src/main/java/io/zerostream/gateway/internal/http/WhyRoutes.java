package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.lens.Why;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.live.Picture;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.SafeText;
import org.jspecify.annotations.Nullable;

/** REST of why a picture got its label, while label and picture are kept. */
final class WhyRoutes {
    private static final int OK = 200;

    private final LiveFeed feed;
    private final Why why;

    WhyRoutes(LiveFeed feed, Why why) {
        this.feed = feed;
        this.why = why;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/labels/{event_id}/why", this::explain, Role.VIEWER);
    }

    private void explain(Context ctx) {
        LabelView label = label(ctx);
        Picture picture = feed.pictures()
                .find(label.eventId())
                .filter(kept -> kept.sourceId().equals(label.sourceId()))
                .orElseThrow(() -> notHere("picture", label.eventId(), "the gateway keeps recent pictures only"));
        if (picture.content().length == 0) {
            throw notHere("picture", label.eventId(), "it came by its address, and the gateway fetches nothing");
        }
        Json.answer(ctx, OK, why.of(label, picture.content()));
    }

    /** Of several labels of a picture the newest that is meant. */
    private LabelView label(Context ctx) {
        String eventId = ctx.pathParam("event_id");
        String source = Params.query(ctx, "source");
        String version = Params.query(ctx, "model_version");
        String revision = Params.query(ctx, "revision");
        return feed.labels().newest(Integer.MAX_VALUE).stream()
                .filter(label -> label.eventId().equals(eventId))
                .filter(label -> isMeant(source, label.sourceId()))
                .filter(label -> isMeant(version, label.modelVersion()))
                .filter(label -> isMeant(revision, String.valueOf(label.classSetRevision())))
                .findFirst()
                .orElseThrow(() -> notHere("label of picture", eventId, "the gateway keeps recent labels only"));
    }

    private static boolean isMeant(@Nullable String wanted, String value) {
        return wanted == null || wanted.equals(value);
    }

    private static RefusedException notHere(String what, String eventId, String hint) {
        return new RefusedException(
                Refusal.NOT_FOUND, "there is no " + what + " '" + SafeText.of(eventId) + "' here (any more)", hint);
    }
}
