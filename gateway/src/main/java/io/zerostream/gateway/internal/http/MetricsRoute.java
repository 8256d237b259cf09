package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.gateway.config.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Metrics, in the format that the asker prefers. */
final class MetricsRoute {
    /** Where Prometheus looks unless it is told otherwise. */
    static final String PATH = "/metrics";

    private final ExpositionFormats formats = ExpositionFormats.init();
    private final PrometheusRegistry metrics;

    MetricsRoute(PrometheusRegistry metrics) {
        this.metrics = metrics;
    }

    void install(RoutesConfig routes) {
        routes.get(PATH, this::answer, Role.VIEWER);
    }

    private void answer(Context ctx) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(ctx.header("Accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, metrics.scrape());
        ctx.contentType(writer.getContentType()).result(text.toByteArray());
    }
}
