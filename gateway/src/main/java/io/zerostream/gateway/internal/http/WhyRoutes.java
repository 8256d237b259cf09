package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.lens.Why;
import io.zerostream.gateway.internal.live.LabelRef;
import io.zerostream.gateway.internal.live.Picture;
import io.zerostream.gateway.internal.live.PictureRing;
import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.SafeText;

/** REST of why a picture got its label, while label and picture are kept. */
final class WhyRoutes {
    private static final int OK = 200;

    private final RecentLabels labels;
    private final PictureRing pictures;
    private final Why why;

    WhyRoutes(RecentLabels labels, PictureRing pictures, Why why) {
        this.labels = labels;
        this.pictures = pictures;
        this.why = why;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/labels/{event_id}/why", this::explain, Role.VIEWER);
    }

    private void explain(Context ctx) {
        LabelView label = label(ctx);
        Picture picture = pictures.find(label.eventId())
                .filter(kept -> kept.sourceId().equals(label.sourceId()))
                .orElseThrow(() -> notHere(label.eventId(), "the gateway keeps recent pictures only"));
        if (picture.content().length == 0) {
            throw notHere(label.eventId(), "it came by its address, and the gateway fetches nothing");
        }
        Json.answer(ctx, OK, why.of(label, picture.content()));
    }

    private LabelView label(Context ctx) {
        String revision = Params.query(ctx, "revision");
        return labels.find(new LabelRef(
                ctx.pathParam("event_id"),
                Params.query(ctx, "source"),
                Params.query(ctx, "class_set"),
                Params.query(ctx, "model_version"),
                revision == null ? null : (long) Params.number(ctx, "revision", 1, Integer.MAX_VALUE)));
    }

    private static RefusedException notHere(String eventId, String hint) {
        return new RefusedException(
                Refusal.NOT_FOUND, "there is no picture '" + SafeText.of(eventId) + "' here (any more)", hint);
    }
}
