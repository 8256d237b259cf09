package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls a gateway as other programs do. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    /** @param base the gateway's address */
    public Http(URI base) {
        this.base = base;
    }

    /** Status and JSON of an answer. */
    public record Answer(int status, JsonNode body, HttpResponse<byte[]> raw) {
        /** Code of an error. */
        public String code() {
            return body.at("/error/code").asText();
        }
    }

    /** A request to a path. */
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    /** Reads. */
    public Answer get(String path) throws IOException, InterruptedException {
        return send(to(path).GET());
    }

    /** Sends JSON. */
    public Answer post(String path, String json) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** Sends JSON. */
    public Answer put(String path, String json) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    /** Removes. */
    public Answer delete(String path) throws IOException, InterruptedException {
        return send(to(path).DELETE());
    }

    /** Sends a picture. */
    public Answer upload(String path, String contentType, byte[] content) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(content)));
    }

    /** Any request; the body is empty JSON when the answer is none. */
    public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        boolean json = response.headers()
                .firstValue("Content-Type")
                .filter(t -> t.startsWith("application/json"))
                .isPresent();
        return new Answer(
                response.statusCode(), json ? JSON.readTree(response.body()) : JSON.createObjectNode(), response);
    }
}
