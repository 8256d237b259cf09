package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.router.Endpoint;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses what a query says under a name that its route does not have: of a name that is written wrong nobody would see that
 * it was passed over. Which names a route has stands in the OpenAPI document.
 */
final class QueryNames implements Handler {
    /** Not /v2: other servers speak it too, and their clients may send parameters of those. */
    private static final List<String> CHECKED = List.of("/api/", "/v1/");

    private final Map<String, List<String>> known = new HashMap<>();

    /** @param document OpenAPI; parameters are references to its components */
    QueryNames(JsonNode document) {
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> known.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + ' ' + path.getKey(),
                        names(document, operation.getValue().path("parameters")))));
    }

    private static List<String> names(JsonNode document, JsonNode parameters) {
        List<String> names = new ArrayList<>();
        for (JsonNode reference : parameters) {
            JsonNode parameter = document.at(reference.path("$ref").asText().substring(1));
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
        return names;
    }

    @Override
    public void handle(Context ctx) {
        String query = ctx.req().getQueryString();
        if (query == null || CHECKED.stream().noneMatch(ctx.path()::startsWith)) {
            return;
        }
        Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
        if (endpoint == null) {
            return;
        }
        List<String> names = known.get(ctx.method().name() + ' ' + endpoint.path);
        if (names == null) {
            return;
        }
        for (String name : Params.names(query)) {
            if (!names.contains(name)) {
                throw RefusedException.unknown(
                        Refusal.BAD_VALUE,
                        "unknown parameter '" + SafeText.of(name) + "'",
                        name,
                        names,
                        names.isEmpty() ? "it takes none" : "it takes " + String.join(", ", names));
            }
        }
    }
}
