package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.NoticeView;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.StatsView;
import io.zerostream.gateway.internal.view.StatusView;
import io.zerostream.gateway.internal.view.WindowView;
import io.zerostream.schemas.avro.ClassSet;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** REST of what is going on: status, recent labels, notices, counts. */
final class LiveRoutes {
    /** How the gateway is. */
    static final String STATUS = "/api/status";

    private static final int OK = 200;
    private static final int CLASSES_IN_STATUS = 1;
    private static final int SETS_IN_STATUS = 100;

    private final Registries registries;
    private final LiveFeed feed;
    private final EventHub hub;
    private final Problems problems;
    private final Clock clock;

    /** @param kept how many of the newest labels are still here to be looked at */
    record Labels(List<LabelView> labels, int kept) {}

    record Notices(List<NoticeView> notices) {}

    record Stats(@JsonUnwrapped StatsView stats, List<WindowView> windows) {}

    LiveRoutes(Registries registries, LiveFeed feed, EventHub hub, Problems problems, Clock clock) {
        this.registries = registries;
        this.feed = feed;
        this.hub = hub;
        this.problems = problems;
        this.clock = clock;
    }

    void install(RoutesConfig routes) {
        routes.get(STATUS, ctx -> Json.answer(ctx, OK, status()), Role.VIEWER);
        routes.get("/api/labels", this::labels, Role.VIEWER);
        routes.get(
                "/api/notices",
                ctx -> Json.answer(ctx, OK, new Notices(feed.notices().newest(Params.limit(ctx)))),
                Role.VIEWER);
        routes.get("/api/stats", this::stats, Role.VIEWER);
        routes.get("/api/running", ctx -> Json.answer(ctx, OK, feed.running().view(clock.instant())), Role.VIEWER);
        routes.get("/api/shadow", ctx -> Json.answer(ctx, OK, feed.shadow().view(Params.limit(ctx))), Role.VIEWER);
    }

    private void labels(Context ctx) {
        String eventId = Params.query(ctx, "event_id");
        List<LabelView> kept = feed.labels().newest(Integer.MAX_VALUE);
        String source = Params.query(ctx, "source");
        String set = Params.query(ctx, "set");
        if (set != null) {
            registries.classes().set(set);
        }
        Stream<LabelView> wanted = kept.stream()
                .filter(label -> eventId == null || label.eventId().equals(eventId))
                .filter(label -> source == null || label.sourceId().equals(source))
                .filter(label -> set == null || label.classSet().equals(set))
                .limit(eventId == null ? Params.limit(ctx) : Long.MAX_VALUE);
        Json.answer(ctx, OK, new Labels(wanted.toList(), kept.size()));
    }

    private void stats(Context ctx) {
        StatsView stats = feed.counts().snapshot(clock.instant(), Integer.MAX_VALUE);
        Json.answer(ctx, OK, new Stats(stats, feed.windows().newest(Params.limit(ctx))));
    }

    private StatusView status() {
        List<String> found = problems.now();
        ClassRegistryView classes = registries.classes().view();
        List<ClassSet> sets = classes.sets();
        StatsView stats = feed.counts().snapshot(clock.instant(), CLASSES_IN_STATUS);
        StatusView.DeploymentSummary wanted =
                registries.deployment().map(StatusView.DeploymentSummary::of).orElse(null);
        ServingView serving = registries.serving().orElse(null);
        return new StatusView(
                StatusView.word(found, wanted, serving),
                found,
                stats.startedAt(),
                registries.defaultSet(),
                wanted,
                serving,
                sets.stream()
                        .limit(SETS_IN_STATUS)
                        .map(set -> StatusView.SetSummary.of(set, classes.missingCount(set.getName())))
                        .toList(),
                sets.size(),
                stats.totals(),
                hub.listeners());
    }
}
