package io.zerostream.gateway.internal.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Something on loopback that answers as a test has it, and may call itself a provider. */
final class OddProvider implements AutoCloseable {
    static final String DISCOVERY = "/.well-known/openid-configuration";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Paths that were asked for, in that order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** What came with the latest POST: its Authorization, or "", and its body. */
    volatile String authorization = "";

    volatile String body = "";

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    OddProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            if (exchange.getRequestMethod().equals("POST")) {
                String shown = exchange.getRequestHeaders().getFirst("Authorization");
                authorization = shown == null ? "" : shown;
                body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            }
            answers.getOrDefault(path, to -> send(to, 404, "text/plain", "")).to(exchange);
            exchange.close();
        });
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * What a provider says of itself, with some of it otherwise.
     *
     * @param instead JSON by name; "" = not there
     */
    String metadata(Map<String, String> instead) {
        Map<String, String> said = new TreeMap<>(Map.of(
                "issuer", '"' + issuer() + '"',
                "authorization_endpoint", '"' + issuer() + "/authorize\"",
                "token_endpoint", '"' + issuer() + "/token\"",
                "jwks_uri", '"' + issuer() + "/keys\"",
                "subject_types_supported", "[\"public\"]",
                "response_types_supported", "[\"code\"]",
                "id_token_signing_alg_values_supported", "[\"none\", \"HS256\", \"RS256\"]"));
        said.putAll(instead);
        said.values().removeIf(String::isEmpty);
        return said.entrySet().stream()
                .map(one -> '"' + one.getKey() + "\": " + one.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    OddProvider answers(String path, int status, String type, String text) {
        answers.put(path, exchange -> send(exchange, status, type, text));
        return this;
    }

    OddProvider json(String path, String text) {
        return answers(path, 200, "application/json", text);
    }

    /** Sends the head of an answer and the first of its bytes, and then nothing until it is closed. */
    OddProvider falls(String path) {
        answers.put(path, exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
        return this;
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
