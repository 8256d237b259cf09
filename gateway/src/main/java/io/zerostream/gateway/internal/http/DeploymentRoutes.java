package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.internal.registry.DeploymentChange;
import io.zerostream.gateway.internal.registry.Deployments;
import io.zerostream.gateway.internal.registry.Deployments.Asking;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.DeploymentChangeView;
import org.jspecify.annotations.Nullable;

/**
 * REST of what serves: {@code /api/deployment}, and of sets what a deployment must allow. The query's {@code deployment}
 * names another one than the gateway's, its {@code author} who asks where there is no body.
 */
final class DeploymentRoutes {
    private static final int OK = 200;

    private final Deployments deployments;
    private final String name;

    record Activation(
            @Nullable String model,
            @Nullable String version,
            @Nullable String set,
            @Nullable Boolean keepScoring,
            @Nullable String author) {}

    record Rollback(
            @Nullable String version,
            @Nullable Boolean keepScoring,
            @Nullable String author) {}

    record Canary(
            @Nullable String version,
            @Nullable Double share,
            @Nullable String author) {}

    record Shadow(@Nullable String version, @Nullable String author) {}

    record Use(@Nullable String set, @Nullable String author) {}

    record SetRollback(@Nullable Long revision, @Nullable String author) {}

    record SetChange(String set, @Nullable Long revision) {}

    /** @param name of the deployment that requests mean that name none */
    DeploymentRoutes(Deployments deployments, String name) {
        this.deployments = deployments;
        this.name = name;
    }

    void install(RoutesConfig routes) {
        routes.post("/api/deployment/activate", this::activate);
        routes.post("/api/deployment/rollback", this::rollBack);
        routes.put("/api/deployment/canary", this::canary);
        routes.delete(
                "/api/deployment/canary",
                ctx -> answer(ctx, deployments.canary(deployment(ctx), null, 0, asking(ctx))));
        routes.put("/api/deployment/shadow", this::shadow);
        routes.delete(
                "/api/deployment/shadow", ctx -> answer(ctx, deployments.shadow(deployment(ctx), null, asking(ctx))));
        routes.put("/api/deployment/sources/{name}", this::use);
        routes.delete(
                "/api/deployment/sources/{name}",
                ctx -> answer(ctx, deployments.use(deployment(ctx), ctx.pathParam("name"), null, asking(ctx))));
        routes.post("/api/sets/{name}/rollback", this::rollBackSet);
        routes.delete("/api/sets/{name}", this::removeSet);
    }

    private void activate(Context ctx) {
        Activation asked = Json.body(ctx, Activation.class);
        answer(
                ctx,
                deployments.activate(
                        deployment(ctx),
                        asked.model(),
                        required("version", asked.version()),
                        asked.set(),
                        Asking.by(asked.author(), Boolean.TRUE.equals(asked.keepScoring()))));
    }

    private void rollBack(Context ctx) {
        Rollback asked = Json.body(ctx, Rollback.class);
        answer(
                ctx,
                deployments.rollBack(
                        deployment(ctx),
                        asked.version(),
                        Asking.by(asked.author(), Boolean.TRUE.equals(asked.keepScoring()))));
    }

    private void canary(Context ctx) {
        Canary asked = Json.body(ctx, Canary.class);
        answer(
                ctx,
                deployments.canary(
                        deployment(ctx),
                        required("version", asked.version()),
                        required("share", asked.share()).floatValue(),
                        Asking.by(asked.author(), false)));
    }

    private void shadow(Context ctx) {
        Shadow asked = Json.body(ctx, Shadow.class);
        answer(
                ctx,
                deployments.shadow(
                        deployment(ctx), required("version", asked.version()), Asking.by(asked.author(), false)));
    }

    private void use(Context ctx) {
        Use asked = Json.body(ctx, Use.class);
        answer(
                ctx,
                deployments.use(
                        deployment(ctx),
                        Names.checked("the source or alias", ctx.pathParam("name")),
                        required("set", asked.set()),
                        Asking.by(asked.author(), false)));
    }

    private void rollBackSet(Context ctx) {
        SetRollback asked = Json.body(ctx, SetRollback.class);
        String set = ctx.pathParam("name");
        long revision =
                deployments.rollBackSet(set, required("revision", asked.revision()), Asking.by(asked.author(), false));
        Json.answer(ctx, OK, new SetChange(set, revision));
    }

    private void removeSet(Context ctx) {
        String set = ctx.pathParam("name");
        deployments.removeSet(set, asking(ctx));
        Json.answer(ctx, OK, new SetChange(set, null));
    }

    private static void answer(Context ctx, DeploymentChange change) {
        Json.answer(ctx, OK, DeploymentChangeView.of(change));
    }

    private String deployment(Context ctx) {
        String asked = Params.query(ctx, "deployment");
        return asked == null ? name : Names.checked("the deployment", asked);
    }

    private static Asking asking(Context ctx) {
        return Asking.by(Params.query(ctx, "author"), false);
    }

    private static <T> T required(String key, @Nullable T value) {
        if (value == null) {
            throw new RefusedException(Refusal.BAD_REQUEST, "the body lacks '" + key + "'", "give it");
        }
        return value;
    }
}
