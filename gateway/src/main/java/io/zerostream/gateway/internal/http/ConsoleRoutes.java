package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The live console: a few static files from the class path, kept in memory. */
final class ConsoleRoutes {
    private static final String FOLDER = "/io/zerostream/gateway/console/";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final List<String> FILES = List.of(
            "index.html",
            "console.css",
            "icon.svg",
            "main.js",
            "api.js",
            "dom.js",
            "pictures.js",
            "details.js",
            "frames.js",
            "counts.js",
            "classes.js",
            "attributes.js",
            "happened.js",
            "letters.js",
            "upload.js",
            "cameras.js",
            "login.js",
            "phone.js",
            "filters.js",
            "kept.js",
            "models.js",
            "running.js",
            "audit.js",
            "review.js",
            "said.js",
            "judging.js",
            "accuracy.js",
            "views.js",
            "thisis.js",
            "times.js",
            "choices.js",
            "colours.js",
            "charts.js",
            "figures.js",
            "why.js",
            "heat.js",
            "stages.js",
            "sets.js",
            "difference.js",
            "settable.js",
            "classeditor.js");

    /** Charts are drawn by uPlot, which comes in a jar of its own. */
    private static final Map<String, String> OF_UPLOT =
            Map.of("uplot.js", "uPlot.esm.js", "uplot.css", "uPlot.min.css");

    void install(RoutesConfig routes) {
        for (String name : FILES) {
            install(routes, name, load(FOLDER + name));
        }
        String folder = "/META-INF/resources/webjars/uplot/" + versionOfUplot() + "/dist/";
        OF_UPLOT.forEach((name, file) -> install(routes, name, load(folder + file)));
    }

    private static void install(RoutesConfig routes, String name, byte[] content) {
        String path = name.equals("index.html") ? "/" : "/console/" + name;
        routes.get(path, ctx -> serve(ctx, name, content), Role.ANYONE);
    }

    /** The folder has it in its name, and only the build should. */
    private static String versionOfUplot() {
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(load("/META-INF/maven/org.webjars.npm/uplot/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static void serve(Context ctx, String name, byte[] content) {
        ctx.header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-cache")
                .contentType(mediaType(name))
                .result(content);
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".html" -> "text/html; charset=utf-8";
            case ".css" -> "text/css; charset=utf-8";
            case ".svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }

    private static byte[] load(String path) {
        try (InputStream in = ConsoleRoutes.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new GatewayException(
                        "the console's file " + path + " is not on the class path: build the gateway again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
