package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.feedback.Judgements;
import io.zerostream.gateway.internal.history.OverTime;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.review.RecentVectors;
import io.zerostream.schemas.SafeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway remembers of one source. */
final class SourceRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRoutes.class);
    private static final int OK = 200;

    private final LiveFeed feed;
    private final OverTime history;
    private final Judgements judgements;
    private final RecentVectors vectors;
    private final Acting acting;

    /**
     * What was remembered of a source and is no more.
     *
     * @param pictures of them
     * @param labels of them
     * @param deadLetters of them
     * @param windows of statistics in the recent past
     * @param historyWindows of them in the labels over time
     * @param feedback what people said that its pictures show
     */
    record Forgotten(int pictures, int labels, int deadLetters, int windows, long historyWindows, int feedback) {}

    SourceRoutes(LiveFeed feed, OverTime history, Judgements judgements, RecentVectors vectors, Acting acting) {
        this.feed = feed;
        this.history = history;
        this.judgements = judgements;
        this.vectors = vectors;
        this.acting = acting;
    }

    void install(RoutesConfig routes) {
        routes.delete("/api/sources/{name}/recent", this::forget, Role.ADMIN);
    }

    private void forget(Context ctx) {
        String source = ctx.pathParam("name");
        LiveFeed.Forgotten lately = feed.forget(source);
        vectors.forgetSource(source);
        Forgotten forgotten = new Forgotten(
                lately.pictures(),
                lately.labels(),
                lately.deadLetters(),
                lately.windows(),
                history.forgetSource(source),
                judgements.forgetSource(source));
        acting.did(ctx, null, "source.forget", "source/" + source, forgotten, null);
        LOG.info("what was remembered of source {} is forgotten: {}", SafeText.of(source), forgotten);
        Json.answer(ctx, OK, forgotten);
    }
}
