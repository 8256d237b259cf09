package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.DeploymentChange;
import io.zerostream.gateway.internal.registry.Deployments;
import io.zerostream.gateway.internal.registry.Deployments.Asking;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.DeploymentChangeView;
import io.zerostream.gateway.internal.view.DeploymentView;
import io.zerostream.gateway.internal.view.ModelView;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.SetView;
import io.zerostream.gateway.internal.view.StatusView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.change.SetSwitch.RolledBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * REST of what serves: {@code /api/deployment}, and of sets what a deployment must allow. The query's {@code deployment}
 * names another one than the gateway's, its {@code author} who asks where there is no body.
 */
final class DeploymentRoutes {
    private static final int OK = 200;
    /** Longest that is told of class names, UTF-16 units. */
    private static final int NAMES_SHOWN = 500;

    private final Deployments deployments;
    private final Registries registries;
    private final Acting acting;

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

    record SetChange(String set, @Nullable Long revision, boolean changed, List<String> warnings) {}

    /** @param registries say which deployment requests mean that name none, and how jobs follow */
    DeploymentRoutes(Deployments deployments, Registries registries, Acting acting) {
        this.deployments = deployments;
        this.registries = registries;
        this.acting = acting;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/deployment", this::show, Role.VIEWER);
        routes.post("/api/deployment/activate", this::activate, Role.ADMIN);
        routes.post("/api/deployment/rollback", this::rollBack, Role.ADMIN);
        routes.put("/api/deployment/canary", this::canary, Role.ADMIN);
        routes.delete("/api/deployment/canary", this::endCanary, Role.ADMIN);
        routes.put("/api/deployment/shadow", this::shadow, Role.ADMIN);
        routes.delete("/api/deployment/shadow", this::endShadow, Role.ADMIN);
        routes.put("/api/deployment/sources/{name}", this::use, Role.ADMIN);
        routes.delete("/api/deployment/sources/{name}", this::useNone, Role.ADMIN);
        routes.post("/api/sets/{name}/rollback", this::rollBackSet, Role.EDITOR);
        routes.delete("/api/sets/{name}", this::removeSet, Role.EDITOR);
        routes.delete("/api/models/{name}/{version}", this::removeModel, Role.ADMIN);
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
        ModelView before = registries
                .models()
                .version(model, version)
                .map(found -> ModelView.of(found, false, false))
                .orElse(null);
        List<String> warnings = deployments.removeModel(model, version, asking(ctx));
        acting.did(ctx, said(ctx), "model.remove", "model/" + model + '/' + version, before, null);
        Json.answer(ctx, OK, new ModelRemoval(model, version, warnings));
    }

    private void activate(Context ctx) {
        Activation asked = Json.body(ctx, Activation.class);
        change(
                ctx,
                "activate",
                asked.author(),
                Boolean.TRUE.equals(asked.keepScoring()),
                (name, asking) -> deployments.activate(
                        name, asked.model(), required("version", asked.version()), asked.set(), asking));
    }

    private void rollBack(Context ctx) {
        Rollback asked = Json.body(ctx, Rollback.class);
        change(
                ctx,
                "rollback",
                asked.author(),
                Boolean.TRUE.equals(asked.keepScoring()),
                (name, asking) -> deployments.rollBack(name, asked.version(), asking));
    }

    private void canary(Context ctx) {
        Canary asked = Json.body(ctx, Canary.class);
        change(
                ctx,
                "canary",
                asked.author(),
                false,
                (name, asking) -> deployments.canary(
                        name,
                        required("version", asked.version()),
                        required("share", asked.share()).floatValue(),
                        asking));
    }

    private void endCanary(Context ctx) {
        change(ctx, "canary", said(ctx), false, (name, asking) -> deployments.canary(name, null, 0, asking));
    }

    private void shadow(Context ctx) {
        Shadow asked = Json.body(ctx, Shadow.class);
        change(
                ctx,
                "shadow",
                asked.author(),
                false,
                (name, asking) -> deployments.shadow(name, required("version", asked.version()), asking));
    }

    private void endShadow(Context ctx) {
        change(ctx, "shadow", said(ctx), false, (name, asking) -> deployments.shadow(name, null, asking));
    }

    private void use(Context ctx) {
        Use asked = Json.body(ctx, Use.class);
        String source = Names.checked("the source or alias", ctx.pathParam("name"));
        change(
                ctx,
                "source",
                asked.author(),
                false,
                (name, asking) -> deployments.use(name, source, required("set", asked.set()), asking));
    }

    private void useNone(Context ctx) {
        change(
                ctx,
                "source",
                said(ctx),
                false,
                (name, asking) -> deployments.use(name, ctx.pathParam("name"), null, asking));
    }

    private void rollBackSet(Context ctx) {
        SetRollback asked = Json.body(ctx, SetRollback.class);
        String set = ctx.pathParam("name");
        Acting.demand(ctx, Role.EDITOR, set);
        long wanted = required("revision", asked.revision());
        ClassSet before = registries.classes().view().set(set).orElse(null);
        RolledBack done = changeSet(
                ctx, "rollback", asked.author(), (name, asking) -> deployments.rollBackSet(name, wanted, asking));
        List<String> warnings = new ArrayList<>(
                registries.classes().warnings(before, registries.classes().set(set)));
        if (!done.kept().isEmpty()) {
            warnings.add("other sets have them too, so that they keep the values that they have: "
                    + SafeText.of(String.join(", ", done.kept()), NAMES_SHOWN));
        }
        Json.answer(ctx, OK, new SetChange(set, done.revision(), true, warnings));
    }

    private void removeSet(Context ctx) {
        changeSet(ctx, "remove", said(ctx), (set, asking) -> {
            deployments.removeSet(set, asking);
            return Boolean.TRUE;
        });
        Json.answer(ctx, OK, new SetChange(ctx.pathParam("name"), null, true, List.of()));
    }

    private void change(
            Context ctx,
            String action,
            @Nullable String said,
            boolean keepScoring,
            BiFunction<String, Asking, DeploymentChange> change) {
        String name = deployment(ctx);
        DeploymentView before =
                registries.models().deployment(name).map(DeploymentView::of).orElse(null);
        DeploymentChange done = change.apply(name, Asking.by(Acting.author(ctx, said), keepScoring));
        if (done.changed()) {
            acting.did(
                    ctx,
                    said,
                    "deployment." + action,
                    "deployment/" + name,
                    before,
                    DeploymentView.of(done.deployment()));
        }
        Json.answer(ctx, OK, DeploymentChangeView.of(done));
    }

    private <T> T changeSet(Context ctx, String action, @Nullable String said, BiFunction<String, Asking, T> change) {
        String set = ctx.pathParam("name");
        Acting.demand(ctx, Role.EDITOR, set);
        SetView before = registries.described(set);
        T done = change.apply(set, Asking.by(Acting.author(ctx, said), false));
        acting.did(ctx, said, "set." + action, "set/" + set, before, registries.described(set));
        return done;
    }

    private String deployment(Context ctx) {
        String asked = Params.query(ctx, "deployment");
        return asked == null ? registries.deploymentName() : Names.checked("the deployment", asked);
    }

    private static @Nullable String said(Context ctx) {
        return Params.query(ctx, "author");
    }

    private static Asking asking(Context ctx) {
        return Asking.by(Acting.author(ctx, said(ctx)), false);
    }

    private static <T> T required(String key, @Nullable T value) {
        if (value == null) {
            throw new RefusedException(Refusal.BAD_REQUEST, "the body lacks '" + key + "'", "give it");
        }
        return value;
    }
}
