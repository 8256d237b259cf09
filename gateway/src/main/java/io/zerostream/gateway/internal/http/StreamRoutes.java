package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@code GET /api/stream}: server-sent events for consoles. */
final class StreamRoutes {
    /** The stream. */
    static final String PATH = "/api/stream";

    private final EventHub hub;
    private final SseHandler sse;

    StreamRoutes(EventHub hub) {
        this.hub = hub;
        this.sse = new SseHandler(client -> {
            client.keepAlive();
            // tells the browser that the stream is open before anything happens
            client.sendComment("welcome");
            hub.add(
                    new SseWriter(client, AccessGate.mayStill(client.ctx(), Role.VIEWER)),
                    client.ctx().ip());
        });
    }

    void install(RoutesConfig routes) {
        routes.get(PATH, this::open, Role.VIEWER);
    }

    private void open(Context ctx) throws Exception {
        if (!String.valueOf(ctx.header("Accept")).contains("text/event-stream")) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "this is a stream of server-sent events",
                    "ask for it with Accept: text/event-stream");
        }
        hub.reserve(ctx.ip());
        try {
            sse.handle(ctx);
        } catch (Exception e) {
            hub.giveBack(ctx.ip());
            throw e;
        }
    }

    /** @param mayListen whether who listens may still do so: a token can be taken back */
    private record SseWriter(SseClient client, BooleanSupplier mayListen) implements EventWriter {
        @Override
        public void send(List<byte[]> events) {
            try {
                OutputStream out = client.ctx().res().getOutputStream();
                for (byte[] event : events) {
                    out.write(event);
                }
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean gone() {
            return client.terminated() || !mayListen.getAsBoolean();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
