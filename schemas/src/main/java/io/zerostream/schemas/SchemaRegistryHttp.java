package io.zerostream.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Requests to the schema registry, signed and secured as its access says, and what is told of those that fail. */
final class SchemaRegistryHttp {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final RetryPolicy<HttpResponse<String>> RETRIES = RetryPolicy.<HttpResponse<String>>builder()
            .handleIf(e -> e instanceof IOException && !untrusted(e))
            .handleResultIf(SchemaRegistryHttp::busy)
            .withBackoff(Duration.ofMillis(200), LONGEST_WAIT)
            .withDelayFn(context -> asked(context.getLastResult()))
            .withMaxRetries(-1)
            .withMaxDuration(Duration.ofSeconds(20))
            .build();
    private static final RetryPolicy<HttpResponse<String>> ONCE =
            RetryPolicy.<HttpResponse<String>>builder().withMaxRetries(0).build();
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(3);

    private final String url;
    private final Optional<String> authorization;
    private final HttpClient http;

    SchemaRegistryHttp(SchemaRegistryAccess access) {
        url = access.url().endsWith("/")
                ? access.url().substring(0, access.url().length() - 1)
                : access.url();
        authorization = access.authorization();
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        access.tls().ifPresent(client::sslContext);
        http = client.build();
    }

    /** Asks once. @throws SchemaRegistryException when there is no answer within a time, or it is that it cannot now */
    void requireAnswer(String path, Duration within) {
        HttpRequest request = request(path, within).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (busy(response) || keptOut(response)) {
                throw new SchemaRegistryException(describe("GET", path, response), response.statusCode());
            }
        } catch (IOException e) {
            throw away("GET", path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("GET", path, e);
        }
    }

    /**
     * Asks, and asks again while the registry is away or busy, if one is patient.
     *
     * @throws SchemaRegistryException when it is away, or refuses
     */
    JsonNode send(String method, String path, @Nullable Map<String, String> body, boolean patient) {
        try {
            HttpRequest request = request(path, patient ? TIMEOUT : SHORT_TIMEOUT)
                    .header("Content-Type", MEDIA_TYPE)
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            HttpResponse<String> response = Failsafe.with(patient ? RETRIES : ONCE)
                    .get(() -> http.send(request, HttpResponse.BodyHandlers.ofString()));
            if (response.statusCode() / 100 != 2) {
                throw new SchemaRegistryException(describe(method, path, response), response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (FailsafeException e) {
            throw away(method, path, e.getCause() == null ? e : e.getCause());
        } catch (JsonProcessingException e) {
            throw new SchemaRegistryException(
                    "schema registry " + url + " answered " + method + ' ' + path
                            + " with something that is not JSON: is this a Confluent-compatible address?",
                    e);
        }
    }

    private HttpRequest.Builder request(String path, Duration within) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(within).header("Accept", MEDIA_TYPE);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private SchemaRegistryException away(String method, String path, Throwable cause) {
        if (untrusted(cause)) {
            return new SchemaRegistryException(
                    "no trust between us and the schema registry " + url + " (" + KafkaRefusal.root(cause)
                            + "): check kafka.registry.ssl.truststore.location, the certificate's dates and names, and,"
                            + " where it asks for ours, kafka.registry.ssl.keystore.location",
                    cause);
        }
        return new SchemaRegistryException(
                "schema registry " + url + " does not answer (" + method + ' ' + path
                        + "): check that it runs and that the address is right"
                        + (url.startsWith("https:")
                                ? ", and, where it asks for a certificate, kafka.registry.ssl.keystore.location"
                                : ""),
                cause);
    }

    /** Of what TLS refused; a connection that merely broke while it was made is tried again. */
    private static boolean untrusted(@Nullable Throwable e) {
        return e instanceof SSLException && !(e.getCause() instanceof EOFException);
    }

    private static boolean busy(@Nullable HttpResponse<String> response) {
        return response != null
                && (response.statusCode() == TOO_MANY_REQUESTS || response.statusCode() >= SERVER_ERRORS);
    }

    private static boolean keptOut(HttpResponse<String> response) {
        return response.statusCode() == UNAUTHORIZED || response.statusCode() == FORBIDDEN;
    }

    /** What the registry asks for by {@code Retry-After}, in reason; negative where it asks for nothing. */
    private static Duration asked(@Nullable HttpResponse<String> response) {
        if (response == null) {
            return Duration.ofSeconds(-1);
        }
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .orElse(Duration.ofSeconds(-1));
    }

    private String describe(String method, String path, HttpResponse<String> response) {
        String why = ": " + response.body();
        if (response.statusCode() == NOT_FOUND) {
            why = ": nothing there; was the record written against another registry?";
        } else if (keptOut(response)) {
            why = ": check " + ConnectionSettings.REGISTRY + SchemaRegistryAccess.USER + " or "
                    + SchemaRegistryAccess.TOKEN + ", and what the user may do";
        }
        return "schema registry " + url + " refused " + method + ' ' + path + " with HTTP " + response.statusCode()
                + why;
    }
}
