package io.zerostream.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * The part of Confluent's registry API that the wire format needs, against any compatible registry. Thread-safe; keeps
 * every id it has seen, for ids never change. A registry that is away or says that it is busy (429, 5xx) is asked again for
 * about {@code 20 s}, at the pace that it asks for, then reported.
 */
public final class SchemaRegistryClient {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final RetryPolicy<HttpResponse<String>> RETRIES = RetryPolicy.<HttpResponse<String>>builder()
            .handle(IOException.class)
            .handleResultIf(SchemaRegistryClient::busy)
            .withBackoff(Duration.ofMillis(200), LONGEST_WAIT)
            .withDelayFn(context -> asked(context.getLastResult()))
            .withMaxRetries(-1)
            .withMaxDuration(Duration.ofSeconds(20))
            .build();
    private static final RetryPolicy<HttpResponse<String>> ONCE =
            RetryPolicy.<HttpResponse<String>>builder().withMaxRetries(0).build();
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(3);

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final UnknownIds unknown;
    private final Map<String, Integer> bySubject = new ConcurrentHashMap<>();

    /** @param url base address of the Confluent-compatible API, for example {@code http://host:8081} */
    public SchemaRegistryClient(String url) {
        this(url, false);
    }

    /**
     * @param url as above
     * @param limited whether {@link #schema} may fail for an id that it was never asked for, where many others were in vain:
     *     for who passes over records
     */
    SchemaRegistryClient(String url, boolean limited) {
        unknown = new UnknownIds(limited, System::nanoTime);
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * Registers a schema, or finds the id of an equal one.
     *
     * @return the registry's global id
     * @throws SchemaRegistryException when the registry is away, or refuses the schema as incompatible
     */
    public int register(String subject, Schema schema) {
        return bySubject.computeIfAbsent(subject + '\n' + schema, key -> {
            JsonNode answer =
                    send("POST", "/subjects/" + encode(subject) + "/versions", Map.of("schema", schema.toString()));
            int id = answer.path("id").asInt();
            byId.put(id, schema);
            return id;
        });
    }

    /**
     * Finds the schema that a record was written with. An id that it looked up in vain it does not look up again for half a
     * minute.
     *
     * @throws SchemaRegistryException when the registry is away or knows no such id
     * @throws SchemaParseException when the schema is none of Avro's
     */
    public Schema schema(int id) {
        Schema known = byId.get(id);
        return known == null ? lookUp(id) : known;
    }

    private Schema lookUp(int id) {
        synchronized (unknown) {
            RuntimeException refusal = unknown.refusal(id);
            if (refusal != null) {
                throw again(id, refusal);
            }
            long start = System.nanoTime();
            try {
                Schema found = parsed(schemaText(id, !unknown.away()));
                byId.put(id, found);
                unknown.found(id);
                return found;
            } catch (SchemaRegistryException | SchemaParseException e) {
                unknown.failed(id, e, System.nanoTime() - start);
                throw e;
            }
        }
    }

    /** Avro's parser has four ways to refuse a schema. */
    private static Schema parsed(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException | IllegalArgumentException e) {
            throw e instanceof SchemaParseException known ? known : new SchemaParseException(e);
        }
    }

    /** The same failure, said of this id: it was not asked for. */
    private static RuntimeException again(int id, RuntimeException earlier) {
        String text = "schema " + id + " was not looked up, for too many were in vain a moment ago; the last: "
                + earlier.getMessage();
        return earlier instanceof SchemaRegistryException answer
                ? new SchemaRegistryException(text, answer)
                : new SchemaParseException(text);
    }

    /**
     * Sets the compatibility that the registry demands of a subject's next schemas.
     *
     * @param level Confluent's name of it, for example {@code FULL_TRANSITIVE}
     * @throws SchemaRegistryException when the registry is away or refuses
     */
    public void requireCompatibility(String subject, String level) {
        send("PUT", "/config/" + encode(subject), Map.of("compatibility", level));
    }

    /**
     * Asks once whether it answers; it need not have anything.
     *
     * @throws SchemaRegistryException when it does not, within a time, or says that it cannot now
     */
    public void requireAnswer(Duration within) {
        String path = "/subjects/" + encode(Topics.IMAGES.valueSubject()) + "/versions";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(within)
                .header("Accept", MEDIA_TYPE)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (busy(response)) {
                throw new SchemaRegistryException(describe("GET", path, response), response.statusCode());
            }
        } catch (IOException e) {
            throw away("GET", path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("GET", path, e);
        }
    }

    /** @param patient whether to ask a registry again that does not answer at once */
    private String schemaText(int id, boolean patient) {
        return send("GET", "/schemas/ids/" + id, null, patient).path("schema").asText();
    }

    private JsonNode send(String method, String path, @Nullable Map<String, String> body) {
        return send(method, path, body, true);
    }

    private JsonNode send(String method, String path, @Nullable Map<String, String> body, boolean patient) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(patient ? TIMEOUT : SHORT_TIMEOUT)
                    .header("Content-Type", MEDIA_TYPE)
                    .header("Accept", MEDIA_TYPE)
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

    private SchemaRegistryException away(String method, String path, Throwable cause) {
        return new SchemaRegistryException(
                "schema registry " + url + " does not answer (" + method + ' ' + path
                        + "): check that it runs and that the address is right",
                cause);
    }

    private static boolean busy(@Nullable HttpResponse<String> response) {
        return response != null
                && (response.statusCode() == TOO_MANY_REQUESTS || response.statusCode() >= SERVER_ERRORS);
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
        String why = response.statusCode() == NOT_FOUND
                ? ": nothing there; was the record written against another registry?"
                : ": " + response.body();
        return "schema registry " + url + " refused " + method + ' ' + path + " with HTTP " + response.statusCode()
                + why;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
