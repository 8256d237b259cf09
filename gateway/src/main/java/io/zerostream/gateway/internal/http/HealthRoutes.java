package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import java.util.List;

/** Probes, for what starts gateways anew and what sends requests to them. */
final class HealthRoutes {
    /** Whether it must be started anew. */
    static final String LIVE = "/health/live";

    /** Whether it can take pictures. */
    static final String READY = "/health/ready";

    private static final int OK = 200;
    private static final int NO = 503;

    private final Health health;

    /** @param reasons empty when it is as asked */
    record Probe(String status, List<String> reasons) {}

    HealthRoutes(Health health) {
        this.health = health;
    }

    void install(RoutesConfig routes) {
        routes.get(LIVE, ctx -> answer(ctx, "live", "broken", health.broken().get()), Role.ANYONE);
        routes.get(
                READY,
                ctx -> answer(ctx, "ready", "not_ready", health.hindered().get()),
                Role.ANYONE);
    }

    private static void answer(Context ctx, String yes, String no, List<String> reasons) {
        boolean fine = reasons.isEmpty();
        Json.answer(ctx, fine ? OK : NO, new Probe(fine ? yes : no, reasons));
    }
}
