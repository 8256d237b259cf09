package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers what never reaches a route, as {@link ErrorAnswers} answers the rest: requests that are not HTTP, bodies that
 * break off, clients beyond their limits.
 */
final class CoreAnswers extends ErrorHandler {
    /** On every answer. */
    static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cache-Control", "no-store");

    /** With 401. */
    static final String CHALLENGE = "Bearer realm=\"zerostream\"";

    private static final int SERVER_ERROR = 500;
    /** Busy, and what Jetty says of transfer codings and versions of HTTP that there are not. */
    private static final Set<Integer> NOT_OURS =
            Set.of(Refusal.BUSY.status(), HttpStatus.NOT_IMPLEMENTED_501, HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505);

    /** Refuses; completes the callback. */
    static void refuse(Response response, Callback callback, RefusedException why) {
        response.setStatus(why.refusal().status());
        write(response, callback, why);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            String message,
            @Nullable Throwable cause,
            Callback callback) {
        boolean ours = code >= SERVER_ERROR && !NOT_OURS.contains(code);
        write(
                response,
                callback,
                new RefusedException(
                        ours ? Refusal.INTERNAL : Refusal.BAD_REQUEST,
                        ours
                                ? "the gateway failed at this request"
                                : "this is not a request in HTTP: " + SafeText.of(String.valueOf(message)),
                        ours ? "its log says more; try again" : "mend the program that sent it"));
    }

    private static void write(Response response, Callback callback, RefusedException why) {
        HttpFields.Mutable headers = response.getHeaders();
        // of what is no request in HTTP there may be none
        String path = Objects.requireNonNullElse(Request.getPathInContext(response.getRequest()), "");
        HEADERS.forEach(headers::put);
        headers.put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
        if (why.refusal() == Refusal.UNAUTHENTICATED) {
            headers.put(HttpHeader.WWW_AUTHENTICATE, CHALLENGE);
        }
        if (why.retryAfterSeconds() > 0) {
            headers.put(HttpHeader.RETRY_AFTER, why.retryAfterSeconds());
        }
        response.write(
                true,
                ByteBuffer.wrap(Json.write(ErrorAnswers.body(path, why)).getBytes(StandardCharsets.UTF_8)),
                callback);
    }
}
