package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.ModelVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A published model version as callers see it.
 *
 * @param active whether the gateway's deployment wants it
 * @param serves whether the job says that it serves
 */
public record ModelView(
        String name,
        String version,
        String space,
        String architecture,
        String sha256,
        long size,
        int chunks,
        @Nullable String uri,
        Map<String, Double> metrics,
        String publishedAt,
        String author,
        boolean active,
        boolean serves) {

    /** The version as the registry has it. */
    public static ModelView of(ModelVersion m, boolean active, boolean serves) {
        return new ModelView(
                m.getName(),
                m.getVersion(),
                m.getSpace(),
                m.getArchitecture(),
                m.getSha256(),
                m.getSize(),
                m.getChunks(),
                m.getUri(),
                m.getMetrics(),
                m.getPublishedAt().toString(),
                m.getAuthor(),
                active,
                serves);
    }
}
