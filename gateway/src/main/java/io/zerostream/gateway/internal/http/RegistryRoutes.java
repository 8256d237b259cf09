package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.ClassRequest;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.registry.SetRequest;
import io.zerostream.gateway.internal.view.ChangeView;
import io.zerostream.gateway.internal.view.ClassView;
import io.zerostream.gateway.internal.view.DeploymentView;
import io.zerostream.gateway.internal.view.ModelView;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.SetView;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.checkpoint.ModelCard;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** REST of the class registry and the model registry. */
final class RegistryRoutes {
    private static final int OK = 200;

    private final Registries registries;
    private final Acting acting;

    record Spaces(List<Space> spaces) {}

    record Space(String name, List<String> attributes, float scaleMax, boolean wordVectors) {}

    record Sets(String defaultSet, List<SetView> sets) {}

    record Classes(String set, String space, long revision, List<ClassView> classes, List<String> missing) {}

    /** @param serving name and version of the model that the job says it serves; null = it has not said */
    record Models(
            List<ModelView> models,
            List<DeploymentView> deployments,
            @Nullable String serving) {}

    RegistryRoutes(Registries registries, Acting acting) {
        this.registries = registries;
        this.acting = acting;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/spaces", this::spaces, Role.VIEWER);
        routes.get("/api/sets", this::sets, Role.VIEWER);
        routes.put("/api/sets/{name}", this::putSet, Role.EDITOR);
        routes.get("/api/classes", this::classes, Role.VIEWER);
        routes.post("/api/classes", this::addClass, Role.EDITOR);
        routes.post("/api/classes/check", this::checkClass, Role.VIEWER);
        routes.delete("/api/classes/{name}", this::removeClass, Role.EDITOR);
        routes.get("/api/models", this::models, Role.VIEWER);
        routes.get("/api/models/{name}/{version}/card", this::card, Role.VIEWER);
    }

    private void spaces(Context ctx) {
        Json.answer(
                ctx,
                OK,
                new Spaces(registries.classes().view().spaces().stream()
                        .map(s -> new Space(
                                s.getName(),
                                s.getAttributes(),
                                s.getScaleMax(),
                                !s.getWordVectors().isEmpty()))
                        .toList()));
    }

    private void sets(Context ctx) {
        List<SetView> sets = registries.classes().view().sets().stream()
                .map(registries::describe)
                .toList();
        Json.answer(ctx, OK, new Sets(registries.defaultSet(), sets));
    }

    private void putSet(Context ctx) {
        SetRequest request = Json.body(ctx, SetRequest.class);
        String set = ctx.pathParam("name");
        Acting.demand(ctx, Role.EDITOR, set);
        if (registries.isAlias(set)) {
            // who asks for the alias would get this set from then on
            AccessGate.caller(ctx).demand(Role.ADMIN);
        }
        SetView before = registries.described(set);
        Change done = registries.classes().putSet(set, request.by(Acting.author(ctx, request.author())));
        answer(ctx, done, request.author(), "set.put", "set/" + set, before, registries.described(set));
    }

    private void classes(Context ctx) {
        ClassRegistryView view = registries.classes().view();
        ClassSet set = registries.classes().set(registries.setOrDefault(Params.query(ctx, "set")));
        SemanticSpace space = registries.classes().spaceOf(set);
        List<ClassView> classes =
                view.members(set).stream().map(p -> ClassView.of(p, space)).toList();
        Json.answer(
                ctx,
                OK,
                new Classes(set.getName(), set.getSpace(), set.getRevision(), classes, view.missing(set.getName())));
    }

    private void addClass(Context ctx) {
        ClassRequest request = Json.body(ctx, ClassRequest.class);
        String set = registries.setOrDefault(request.set());
        Acting.demand(ctx, Role.EDITOR, set);
        String name = Names.checked("the class name", request.name());
        ClassView before = described(set, name);
        Change done = registries
                .classes()
                .addClass(
                        set,
                        request.by(Acting.author(ctx, request.author())),
                        revised -> Acting.demand(ctx, Role.EDITOR, revised));
        // a class changes for all sets that have it
        for (String other : done.sets()) {
            if (!other.equals(set)) {
                acting.did(ctx, request.author(), "class.add", subject(other, name), null, described(other, name));
            }
        }
        answer(ctx, done, request.author(), "class.add", subject(set, name), before, described(set, name));
    }

    private void checkClass(Context ctx) {
        ClassRequest request = Json.body(ctx, ClassRequest.class);
        Json.answer(ctx, OK, registries.classes().check(registries.setOrDefault(request.set()), request));
    }

    private void removeClass(Context ctx) {
        String set = registries.setOrDefault(Params.query(ctx, "set"));
        Acting.demand(ctx, Role.EDITOR, set);
        String name = ctx.pathParam("name");
        String said = Params.query(ctx, "author");
        ClassView before = described(set, name);
        Change done = registries.classes().removeClass(set, name, Acting.author(ctx, said));
        answer(ctx, done, said, "class.remove", subject(set, name), before, described(set, name));
    }

    private static String subject(String set, String name) {
        return "class/" + set + '/' + name;
    }

    /** A class of a set as it is; null when there is none of this name. */
    private @Nullable ClassView described(String set, String name) {
        ClassRegistryView view = registries.classes().view();
        return view.set(set)
                .flatMap(found -> view.members(found).stream()
                        .filter(member -> member.getName().equals(name))
                        .findFirst()
                        .map(member -> ClassView.of(member, registries.classes().spaceOf(found))))
                .orElse(null);
    }

    private void models(Context ctx) {
        Optional<Deployment> wanted = registries.deployment();
        Optional<ServingView> serving = registries.serving();
        List<ModelView> models = registries.models().versions().stream()
                .map(m -> ModelView.of(
                        m,
                        wanted.filter(d -> wants(d, m)).isPresent(),
                        serving.filter(now -> now.is(m.getName(), m.getVersion()))
                                .isPresent()))
                .toList();
        List<DeploymentView> deployments = registries.models().deployments().stream()
                .map(DeploymentView::of)
                .toList();
        Json.answer(
                ctx,
                OK,
                new Models(models, deployments, serving.map(ServingView::model).orElse(null)));
    }

    private void card(Context ctx) {
        String name = ctx.pathParam("name");
        String version = ctx.pathParam("version");
        ModelVersion found = registries
                .models()
                .version(name, version)
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND,
                        "there is no version '" + SafeText.of(version) + "' of a model '" + SafeText.of(name) + "'",
                        "see GET /api/models"));
        ctx.status(OK)
                .contentType("text/markdown; charset=utf-8")
                .result(ModelCard.of(Manifest.fromJson(found.getManifest())));
    }

    private static boolean wants(Deployment deployment, ModelVersion version) {
        return deployment.getModel().equals(version.getName())
                && deployment.getVersion().equals(version.getVersion());
    }

    private void answer(
            Context ctx,
            Change change,
            @Nullable String said,
            String action,
            String subject,
            @Nullable Object before,
            @Nullable Object after) {
        if (!change.entries().isEmpty()) {
            acting.did(ctx, said, action, subject, before, after);
        }
        Json.answer(ctx, OK, ChangeView.of(change));
    }
}
