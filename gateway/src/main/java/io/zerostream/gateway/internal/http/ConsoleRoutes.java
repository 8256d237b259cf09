package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

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
            "upload.js",
            "cameras.js",
            "login.js",
            "audit.js");

    void install(RoutesConfig routes) {
        for (String name : FILES) {
            byte[] content = load(name);
            String path = name.equals("index.html") ? "/" : "/console/" + name;
            routes.get(path, ctx -> serve(ctx, name, content), Role.ANYONE);
        }
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

    private static byte[] load(String name) {
        try (InputStream in = ConsoleRoutes.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new GatewayException(
                        "the console's file " + name + " is not in the jar: build the gateway again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
