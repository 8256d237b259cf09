package io.zerostream.cli.erase;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as a gateway does, with what it is told to, and remembers what it was to remove. Whoever starts it closes it. */
final class FakeGateway implements AutoCloseable {
    private static final int OK = 200;
    private static final int REFUSED = 503;

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> removed = new CopyOnWriteArrayList<>();

    private FakeGateway(HttpServer server) {
        this.server = server;
        answers.put("/api/status", "{}");
        answers.put("/api/cameras", "{\"cameras\": []}");
        answers.put("/api/models", "{\"deployments\": []}");
        answers.put("/api/me", "{\"name\": \"\", \"role\": \"admin\"}");
    }

    /** One that knows an admin, no camera and no deployment. */
    static FakeGateway start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeGateway gateway = new FakeGateway(server);
        server.createContext("/", gateway::answer);
        server.start();
        return gateway;
    }

    /** Another answer, JSON, to whatever is asked of a path. */
    FakeGateway answering(String path, String json) {
        answers.put(path, json);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Paths that it was asked to remove, in that order. */
    List<String> removed() {
        return removed;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("DELETE")) {
            removed.add(path);
        }
        String answer = answers.get(path);
        byte[] body = (answer == null ? "{\"error\": {\"message\": \"no answer to " + path + "\"}}" : answer)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer == null ? REFUSED : OK, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
