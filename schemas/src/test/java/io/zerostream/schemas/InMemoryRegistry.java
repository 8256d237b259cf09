package io.zerostream.schemas;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Just enough of the registry's HTTP API to test the wire format without starting a server product; the real one is
 * tested in the platform module.
 */
final class InMemoryRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private int asked;

    InMemoryRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/subjects/", this::register);
        server.createContext("/schemas/ids/", this::find);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    SchemaRegistryAccess access() {
        return SchemaRegistryAccess.open(url());
    }

    /** Keeps a schema in whatever language. @return its id */
    synchronized int add(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    /** Answers the next requests so, one after the other. */
    synchronized void refuse(Integer... statuses) {
        refusals.addAll(List.of(statuses));
    }

    /** How many requests there were. */
    synchronized int asked() {
        return asked;
    }

    /** Whether the request was answered with a refusal. */
    private synchronized boolean refused(HttpExchange exchange) throws IOException {
        asked++;
        Integer status = refusals.poll();
        if (status == null) {
            return false;
        }
        exchange.getResponseHeaders().add("Retry-After", "0");
        answer(exchange, status, Map.of("error_code", status));
        return true;
    }

    private void register(HttpExchange exchange) throws IOException {
        if (refused(exchange)) {
            return;
        }
        String schema = JSON.readTree(exchange.getRequestBody()).path("schema").asText();
        answer(exchange, 200, Map.of("id", add(schema)));
    }

    private synchronized void find(HttpExchange exchange) throws IOException {
        if (refused(exchange)) {
            return;
        }
        String path = exchange.getRequestURI().getPath();
        int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        if (id < 1 || id > schemas.size()) {
            answer(exchange, 404, Map.of("error_code", 40403));
        } else {
            answer(exchange, 200, Map.of("schema", schemas.get(id - 1)));
        }
    }

    private static void answer(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
