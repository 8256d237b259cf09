package io.zerostream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
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
    private final SchemaRegistryHttp http;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final UnknownIds unknown;
    private final Map<String, Integer> bySubject = new ConcurrentHashMap<>();

    /**
     * Looks up what the access refers to.
     *
     * @throws org.apache.kafka.common.KafkaException when something of it is not there or cannot be read, naming it
     */
    public SchemaRegistryClient(SchemaRegistryAccess access) {
        this(access, false);
    }

    /**
     * @param access as above
     * @param limited whether {@link #schema} may fail for an id that it was never asked for, where many others were in vain:
     *     for who passes over records
     */
    SchemaRegistryClient(SchemaRegistryAccess access, boolean limited) {
        unknown = new UnknownIds(limited, System::nanoTime);
        http = new SchemaRegistryHttp(access);
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
        http.requireAnswer("/subjects/" + encode(Topics.IMAGES.valueSubject()) + "/versions", within);
    }

    /** @param patient whether to ask a registry again that does not answer at once */
    private String schemaText(int id, boolean patient) {
        return http.send("GET", "/schemas/ids/" + id, null, patient)
                .path("schema")
                .asText();
    }

    private JsonNode send(String method, String path, @Nullable Map<String, String> body) {
        return http.send(method, path, body, true);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
