package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.history.OverTime;
import io.zerostream.gateway.internal.history.Question;
import io.zerostream.gateway.internal.history.Question.Span;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** REST of labels over time. */
final class HistoryRoutes {
    private static final int OK = 200;
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int USUAL_CLASSES = 8;
    private static final int MOST_CLASSES = 50;
    private static final int USUAL_POINTS = 300;
    private static final int MOST_POINTS = 2000;

    private final Registries registries;
    private final OverTime history;
    private final Clock clock;

    HistoryRoutes(Registries registries, OverTime history, Clock clock) {
        this.registries = registries;
        this.history = history;
        this.clock = clock;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/history", ctx -> Json.answer(ctx, OK, history.answer(question(ctx))), Role.VIEWER);
        routes.get("/api/history/sources", ctx -> Json.answer(ctx, OK, history.sources()), Role.VIEWER);
    }

    private Question question(Context ctx) {
        Instant now = clock.instant();
        Instant to = Params.instant(ctx, "to", now, now);
        return new Question(
                registries.setOrDefault(Params.query(ctx, "set")),
                Params.query(ctx, "source"),
                span(Params.instant(ctx, "from", now, to.minus(USUAL)), to, ""),
                Params.number(ctx, "classes", USUAL_CLASSES, MOST_CLASSES),
                Params.number(ctx, "points", USUAL_POINTS, MOST_POINTS),
                baseline(ctx, now));
    }

    private static @Nullable Span baseline(Context ctx, Instant now) {
        if (Params.query(ctx, "baseline_from") == null && Params.query(ctx, "baseline_to") == null) {
            return null;
        }
        Instant to = Params.instant(ctx, "baseline_to", now, now);
        return span(Params.instant(ctx, "baseline_from", now, to.minus(USUAL)), to, "baseline_");
    }

    private static Span span(Instant from, Instant to, String name) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    name + "from is " + SafeText.of(from.toString()) + " and " + name + "to "
                            + SafeText.of(to.toString()),
                    "let " + name + "from be before " + name + "to, by " + LONGEST.toDays() + " days at most");
        }
        return new Span(from, to);
    }
}
