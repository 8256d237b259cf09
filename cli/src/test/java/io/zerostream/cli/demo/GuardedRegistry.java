package io.zerostream.cli.demo;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.zerostream.platform.config.Certificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The embedded registry behind TLS and basic authentication, as a reverse proxy does it. */
final class GuardedRegistry implements AutoCloseable {
    private final HttpsServer server;
    private final String address;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    GuardedRegistry(String registry, Certificates certificates, String user, String password) throws Exception {
        URI behind = URI.create(registry);
        HttpClient http = HttpClient.newHttpClient();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.forServer()));
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
                    try (exchange) {
                        HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
                                .method(
                                        exchange.getRequestMethod(),
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                exchange.getRequestBody().readAllBytes()));
                        for (String header : List.of("Content-Type", "Accept")) {
                            exchange.getRequestHeaders()
                                    .getOrDefault(header, List.of())
                                    .forEach(value -> request.header(header, value));
                        }
                        HttpResponse<byte[]> answer =
                                http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                        exchange.getResponseBody().write(answer.body());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .setAuthenticator(new BasicAuthenticator("registry") {
                    @Override
                    public boolean checkCredentials(String name, String secret) {
                        return name.equals(user) && secret.equals(password);
                    }
                });
        server.start();
        address = "https://127.0.0.1:" + server.getAddress().getPort() + behind.getPath();
    }

    String url() {
        return address;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
