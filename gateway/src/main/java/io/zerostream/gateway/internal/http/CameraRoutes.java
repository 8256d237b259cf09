package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.internal.cameras.CameraEditor;
import io.zerostream.gateway.internal.cameras.CameraRequest;
import io.zerostream.gateway.internal.view.CameraView;
import io.zerostream.schemas.avro.Camera;
import java.util.List;

/** REST of cameras: {@code /api/cameras}. */
final class CameraRoutes {
    private static final String PATH = "/api/cameras";
    private static final String ONE = PATH + "/{name}";
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final CameraEditor cameras;

    record Cameras(List<CameraView> cameras) {}

    record Answer(CameraView camera, List<String> warnings) {}

    record Removed(String name) {}

    CameraRoutes(CameraEditor cameras) {
        this.cameras = cameras;
    }

    void install(RoutesConfig routes) {
        routes.get(
                PATH,
                ctx -> Json.answer(
                        ctx,
                        OK,
                        new Cameras(
                                cameras.view().all().stream().map(this::view).toList())));
        routes.get(ONE, ctx -> Json.answer(ctx, OK, view(cameras.find(ctx.pathParam("name")))));
        routes.post(PATH, ctx -> answer(ctx, CREATED, cameras.add(Json.body(ctx, CameraRequest.class))));
        routes.put(
                ONE,
                ctx -> answer(ctx, OK, cameras.change(ctx.pathParam("name"), Json.body(ctx, CameraRequest.class))));
        routes.delete(ONE, ctx -> {
            cameras.remove(ctx.pathParam("name"));
            Json.answer(ctx, OK, new Removed(ctx.pathParam("name")));
        });
    }

    private void answer(Context ctx, int status, CameraEditor.Changed changed) {
        Json.answer(ctx, status, new Answer(view(changed.camera()), changed.warnings()));
    }

    private CameraView view(Camera camera) {
        return CameraView.of(camera, cameras.view().state(camera.getName()).orElse(null));
    }
}
