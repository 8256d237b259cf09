package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.schemas.SafeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway remembers of one source. */
final class SourceRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRoutes.class);
    private static final int OK = 200;

    private final LiveFeed feed;
    private final Acting acting;

    SourceRoutes(LiveFeed feed, Acting acting) {
        this.feed = feed;
        this.acting = acting;
    }

    void install(RoutesConfig routes) {
        routes.delete("/api/sources/{name}/recent", this::forget, Role.ADMIN);
    }

    private void forget(Context ctx) {
        String source = ctx.pathParam("name");
        LiveFeed.Forgotten forgotten = feed.forget(source);
        acting.did(ctx, null, "source.forget", "source/" + source, forgotten, null);
        LOG.info("what was remembered of source {} is forgotten: {}", SafeText.of(source), forgotten);
        Json.answer(ctx, OK, forgotten);
    }
}
