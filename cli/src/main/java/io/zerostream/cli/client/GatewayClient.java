package io.zerostream.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the gateway's REST API over one connection or few: one client is for many requests. Refusals of the gateway become
 * {@link UserException}s with its own words, and so does each way of getting no answer.
 */
public final class GatewayClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");
    /** Longer than a gateway's patience with two writes and their reading back, as it is unless configured: its words say more. */
    private static final Duration ANSWER = Duration.ofSeconds(90);

    private final String url;
    private final @Nullable String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Duration answer;

    /**
     * @param url base address of the gateway
     * @throws UserException when it cannot be an address
     */
    public GatewayClient(String url) {
        this(url, null);
    }

    /**
     * @param url base address of the gateway
     * @param token says who asks; null = nobody does
     * @throws UserException when it cannot be an address, or the token none
     */
    public GatewayClient(String url, @Nullable String token) {
        this(url, token, ANSWER);
    }

    GatewayClient(String url, @Nullable String token, Duration answer) {
        this.answer = answer;
        this.token = token;
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new UserException("the token holds what no token has: give it as ./zerostream tokens new printed it");
        }
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try {
            request("/");
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "'" + url + "' cannot be a gateway's address (" + e.getMessage()
                            + "): write for example http://localhost:8090",
                    e);
        }
    }

    /**
     * Asks it once for something that it has at hand: a wrong address is found out in seconds, though its writes may take
     * longer.
     *
     * @return this
     * @throws UserException when it does not answer in time, naming the address
     */
    public GatewayClient checked() {
        new GatewayClient(url, token, Reachable.PATIENCE).get("/api/status");
        return this;
    }

    /** @param path path and query below the base address, encoded */
    public JsonNode get(String path) {
        return send(request(path).GET());
    }

    /** @param path path and query below the base address of something that is text */
    public String text(String path) {
        return body(request(path).GET());
    }

    /** Sends a JSON body. */
    public JsonNode post(String path, Map<String, ?> body) {
        return send("POST", path, body);
    }

    /** Sends a body of another type. */
    public JsonNode post(String path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    /** Sends a JSON body: what the path names is to be as it says. */
    public JsonNode put(String path, Map<String, ?> body) {
        return send("PUT", path, body);
    }

    private JsonNode send(String method, String path, Map<String, ?> body) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + body, e);
        }
    }

    /** Removes what the path names. */
    public JsonNode delete(String path) {
        return send(request(path).DELETE());
    }

    /** Encodes one part of a path or query. */
    public static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(answer);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            return JSON.readTree(body(request));
        } catch (JsonProcessingException e) {
            throw new UserException("what answers at " + url + " is not a ZeroStream gateway", e);
        }
    }

    private String body(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            JsonNode error = JSON.readTree(response.body()).path("error");
            if (error.path("message").isMissingNode()) {
                throw new UserException(
                        "what answers at " + url + " is not a ZeroStream gateway (HTTP " + response.statusCode() + ")");
            }
            String hint = error.path("hint").asText();
            throw new UserException(error.path("message").asText() + (hint.isEmpty() ? "" : "\n  " + hint));
        } catch (JsonProcessingException e) {
            throw new UserException("what answers at " + url + " is not a ZeroStream gateway", e);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new UserException("no gateway answers at " + url + ": is the demo still running?", e);
        } catch (HttpTimeoutException e) {
            throw new UserException(
                    "the gateway at " + url + " took the request and did not answer within "
                            + answer.toMillis() / 1000.0 + " s: look what it has before trying again",
                    e);
        } catch (IOException e) {
            throw new UserException(
                    "the connection to the gateway at " + url + " ended before its answer came (" + e.getMessage()
                            + "): it was stopped, or one address has more connections than it takes"
                            + " (http.connections-per-client); look what it has before trying again",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted while waiting for " + url, e);
        }
    }
}
