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
import io.zerostream.gateway.internal.view.DeploymentView;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.StatusView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * REST of what serves: {@code /api/deployment}, and of sets what a deployment must allow. The query's {@code deployment}
 * names another one than the gateway's, its {@code author} who asks where there is no body.
 */
final class DeploymentRoutes {
    private static final int OK = 200;

    private final Deployments deployments;
    private final Registries registries;

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

    /**
     * @param status as of {@link StatusView#word}
     * @param serving what the job of this deployment says that it serves; null = none has said, or nothing serves
     */
    record Followed(
            String status,
            DeploymentView deployment,
            @Nullable ServingView serving,
            List<String> problems) {}

    record ModelRemoval(String model, String version, List<String> warnings) {}

    record SetChange(String set, @Nullable Long revision) {}

    /** @param registries say which deployment requests mean that name none, and how jobs follow */
    DeploymentRoutes(Deployments deployments, Registries registries) {
        this.deployments = deployments;
        this.registries = registries;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/deployment", this::show);
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
        routes.delete("/api/models/{name}/{version}", this::removeModel);
    }

    private void show(Context ctx) {
        String name = deployment(ctx);
        Deployment wanted = registries
                .models()
                .deployment(name)
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND,
                        "there is no deployment '" + SafeText.of(name) + "'",
                        "see GET /api/models"));
        Optional<ServingView> serving = registries.jobs().serving(name);
        List<String> problems = new ArrayList<>(registries.jobs().problems(wanted));
        if (serving.isEmpty() && problems.isEmpty()) {
            problems.add("no job has said that it serves deployment '" + name + "'");
        }
        String status = StatusView.word(problems, StatusView.DeploymentSummary.of(wanted), serving.orElse(null));
        Json.answer(ctx, OK, new Followed(status, DeploymentView.of(wanted), serving.orElse(null), problems));
    }

    private void removeModel(Context ctx) {
        String model = ctx.pathParam("name");
        String version = ctx.pathParam("version");
        Json.answer(ctx, OK, new ModelRemoval(model, version, deployments.removeModel(model, version, asking(ctx))));
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
        return asked == null ? registries.deploymentName() : Names.checked("the deployment", asked);
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
