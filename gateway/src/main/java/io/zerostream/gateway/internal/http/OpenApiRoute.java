package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.javalin.config.RoutesConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.json}: what the gateway answers, for programs; written by hand in YAML, which people can read. */
final class OpenApiRoute {
    /** The document. */
    static final String PATH = "/openapi.json";

    private static final String FILE = "/io/zerostream/gateway/openapi.yaml";

    private final JsonNode document = read();

    /** Which names queries have. */
    QueryNames queries() {
        return new QueryNames(document);
    }

    void install(RoutesConfig routes) {
        String text = document.toString();
        routes.get(
                PATH,
                ctx -> ctx.contentType("application/json; charset=utf-8")
                        .header("Cache-Control", "no-cache")
                        .result(text),
                Role.ANYONE);
    }

    private static JsonNode read() {
        try (InputStream in = OpenApiRoute.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new GatewayException("openapi.yaml is not in the jar: build the gateway again");
            }
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
