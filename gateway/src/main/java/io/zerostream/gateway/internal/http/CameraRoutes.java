package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.cameras.CameraEditor;
import io.zerostream.gateway.internal.cameras.CameraRequest;
import io.zerostream.gateway.internal.view.CameraView;
import io.zerostream.schemas.avro.Camera;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** REST of cameras: {@code /api/cameras}. */
final class CameraRoutes {
    private static final String PATH = "/api/cameras";
    private static final String ONE = PATH + "/{name}";
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final CameraEditor cameras;
    private final Acting acting;

    record Cameras(List<CameraView> cameras) {}

    record Answer(CameraView camera, List<String> warnings) {}

    record Removed(String name) {}

    CameraRoutes(CameraEditor cameras, Acting acting) {
        this.cameras = cameras;
        this.acting = acting;
    }

    void install(RoutesConfig routes) {
        routes.get(PATH, this::all, Role.VIEWER);
        routes.get(ONE, ctx -> Json.answer(ctx, OK, view(cameras.find(ctx.pathParam("name")))), Role.VIEWER);
        routes.post(PATH, this::add, Role.ADMIN);
        routes.put(ONE, this::change, Role.ADMIN);
        routes.delete(ONE, this::remove, Role.ADMIN);
    }

    private void all(Context ctx) {
        Json.answer(
                ctx,
                OK,
                new Cameras(cameras.view().all().stream().map(this::view).toList()));
    }

    private void add(Context ctx) {
        CameraRequest asked = Json.body(ctx, CameraRequest.class);
        CameraEditor.Changed added = cameras.add(asked.by(Acting.author(ctx, asked.author())));
        did(ctx, asked.author(), "camera.add", null, added.camera());
        answer(ctx, CREATED, added);
    }

    private void change(Context ctx) {
        CameraRequest asked = Json.body(ctx, CameraRequest.class);
        Camera before = cameras.find(ctx.pathParam("name"));
        CameraEditor.Changed changed = cameras.change(before.getName(), asked.by(Acting.author(ctx, asked.author())));
        if (!changed.camera().equals(before)) {
            did(ctx, asked.author(), "camera.change", before, changed.camera());
        }
        answer(ctx, OK, changed);
    }

    private void remove(Context ctx) {
        Camera before = cameras.find(ctx.pathParam("name"));
        cameras.remove(before.getName());
        did(ctx, Params.query(ctx, "author"), "camera.remove", before, null);
        Json.answer(ctx, OK, new Removed(before.getName()));
    }

    /** What a camera is said to be, not how it does. */
    private void did(
            Context ctx, @Nullable String said, String action, @Nullable Camera before, @Nullable Camera after) {
        String name = Objects.requireNonNull(after == null ? before : after).getName();
        acting.did(
                ctx,
                said,
                action,
                "camera/" + name,
                before == null ? null : CameraView.of(before, null),
                after == null ? null : CameraView.of(after, null));
    }

    private void answer(Context ctx, int status, CameraEditor.Changed changed) {
        Json.answer(ctx, status, new Answer(view(changed.camera()), changed.warnings()));
    }

    private CameraView view(Camera camera) {
        return CameraView.of(camera, cameras.view().state(camera.getName()).orElse(null));
    }
}
