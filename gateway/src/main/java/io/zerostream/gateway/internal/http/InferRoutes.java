package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.live.Fate;
import io.zerostream.gateway.internal.live.Waiting;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.gateway.internal.upload.Upload;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol, version 2, as KServe and Triton have it, over the same pictures and labels: what it infers
 * goes through Kafka and the job like every other picture.
 */
final class InferRoutes {
    /** Below it everything is of the protocol, errors too. */
    static final String PATH = "/v2";

    private static final String MODEL = PATH + "/models/{name}";
    private static final String VERSION = MODEL + "/versions/{version}";
    private static final String INFER = "/infer";
    private static final String READY = "/ready";
    private static final int OK = 200;
    /** The protocol has 4xx for no. */
    private static final int NO = 400;

    private final Registries registries;
    private final UploadBody body;
    private final UploadDoor door;
    private final UploadWaits waits;
    private final Duration longestWait;

    record Server(String name, String version, List<String> extensions) {}

    record Model(
            String name,
            List<String> versions,
            String platform,
            List<InferAnswer.Described> inputs,
            List<InferAnswer.Described> outputs) {}

    private record Head(@Nullable String id, List<InferAnswer.Wanted> outputs) {}

    record ModelReady(String name, boolean ready) {}

    InferRoutes(Registries registries, UploadBody body, UploadDoor door, UploadWaits waits, Duration longestWait) {
        this.registries = registries;
        this.body = body;
        this.door = door;
        this.waits = waits;
        this.longestWait = longestWait;
    }

    /** Whether a path belongs to the protocol. */
    static boolean isOfProtocol(String path) {
        return path.equals(PATH) || path.startsWith(PATH + '/');
    }

    /** Whether a body with pictures is sent there. */
    static boolean isInfer(String path) {
        return isOfProtocol(path) && path.endsWith(INFER);
    }

    void install(RoutesConfig routes) {
        // its clients compare the whole, and refuse one that names an encoding
        routes.after(PATH + "*", ctx -> {
            if (ctx.res().getHeader(BinaryTensors.HEADER) == null) {
                ctx.contentType(Json.MEDIA_TYPE);
            }
        });
        Server server = new Server("zerostream", version(), List.of(BinaryTensors.EXTENSION));
        routes.get(PATH, ctx -> Json.answer(ctx, OK, server), Role.ANYONE);
        routes.get(PATH + "/health/live", ctx -> Json.answer(ctx, OK, Map.of("live", true)), Role.ANYONE);
        routes.get(
                PATH + "/health/ready",
                ctx -> Json.answer(ctx, serves() ? OK : NO, Map.of("ready", serves())),
                Role.ANYONE);
        for (String model : List.of(MODEL, VERSION)) {
            routes.get(model, this::model, Role.VIEWER);
            routes.get(model + READY, this::modelReady, Role.VIEWER);
            routes.post(model + INFER, this::infer, Role.CONTRIBUTOR);
        }
    }

    private static String version() {
        return Objects.requireNonNullElse(InferRoutes.class.getPackage().getImplementationVersion(), "0");
    }

    private boolean serves() {
        return registries.serving().isPresent();
    }

    private void model(Context ctx) {
        Deployment deployment = named(ctx);
        Json.answer(
                ctx,
                OK,
                new Model(
                        deployment.getModel(),
                        List.of(deployment.getVersion()),
                        "zerostream",
                        List.of(new InferAnswer.Described(InferRequest.INPUT, InferRequest.BYTES, List.of(-1))),
                        InferAnswer.described()));
    }

    private void modelReady(Context ctx) {
        Deployment deployment = named(ctx);
        boolean ready = registries
                .serving()
                .filter(serving -> serving.is(deployment.getModel(), deployment.getVersion()))
                .isPresent();
        Json.answer(ctx, ready ? OK : NO, new ModelReady(deployment.getModel(), ready));
    }

    /** @throws RefusedException when the deployment has another model, or another version of it */
    private Deployment named(Context ctx) {
        String name = ctx.pathParam("name");
        String version = ctx.pathParamMap().get("version");
        Deployment deployment = registries
                .deployment()
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND, "no model is deployed as '" + registries.deploymentName() + "'", ""));
        if (!deployment.getModel().equals(name)) {
            throw RefusedException.unknown(
                    Refusal.NOT_FOUND,
                    "the model that is deployed here has another name",
                    name,
                    List.of(deployment.getModel()),
                    "it is '" + deployment.getModel() + "'");
        }
        if (version != null && !deployment.getVersion().equals(version)) {
            throw new RefusedException(
                    Refusal.NOT_FOUND,
                    "another version of the model is deployed",
                    "it is '" + deployment.getVersion() + "'");
        }
        return deployment;
    }

    private void infer(Context ctx) throws IOException {
        String model = named(ctx).getModel();
        Duration asked = Params.waiting(ctx, longestWait);
        Duration wait = asked.isZero() ? longestWait : asked;
        AtomicReference<Head> head = new AtomicReference<>();
        waits.takeAll(ctx, () -> pictures(ctx, head), wait, (written, waiter) -> {
            Head said = Objects.requireNonNull(head.get());
            List<InferAnswer.Row> rows = rows(written, waiter, wait);
            new InferAnswer(model, said.id(), InferAnswer.tensors(said.outputs(), rows)).send(ctx);
        });
    }

    /** Sets beside them what is needed when the pictures are forgotten. */
    private List<Asked> pictures(Context ctx, AtomicReference<Head> head) {
        BinaryTensors.Body sent = BinaryTensors.read(ctx, (int) body.mostBytes(ctx.path()));
        InferRequest request = Json.read(sent.json(), InferRequest.class);
        head.set(new Head(request.id(), request.wanted(InferAnswer.names())));
        return door.pass(ctx, request.pictures(sent.tensors(), body));
    }

    private static List<InferAnswer.Row> rows(List<Upload> written, Waiting.Waiter waiter, Duration wait) {
        List<InferAnswer.Row> rows = new ArrayList<>(written.size());
        List<String> pending = new ArrayList<>();
        for (Upload upload : written) {
            ImageEvent event = upload.taken();
            Fate fate = waiter.fate(event.getSourceId(), event.getEventId());
            if (fate == null) {
                pending.add(event.getEventId());
            } else {
                rows.add(new InferAnswer.Row(event.getEventId(), fate));
            }
        }
        if (!pending.isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_LABELLED_YET,
                    pending.size() + " of " + written.size() + " pictures have no label after " + wait.toMillis()
                            + " ms: event_id " + String.join(", ", pending),
                    "they are written, and will have: GET /api/labels?event_id=… says so");
        }
        return rows;
    }
}
