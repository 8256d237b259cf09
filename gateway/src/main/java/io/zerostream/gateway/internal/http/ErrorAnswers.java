package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure as {@code {"error": {"code", "message", "hint", "unknown", "nearest"}}} with the right status; never a stack trace. */
final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    record Envelope(Body error) {}

    record Body(
            String code,
            String message,
            String hint,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String unknown,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> nearest) {}

    private ErrorAnswers() {}

    static void install(RoutesConfig routes) {
        routes.exception(RefusedException.class, (e, ctx) -> answer(e, ctx));
        routes.exception(HttpResponseException.class, (e, ctx) -> answer(translated(e, ctx), ctx));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), SafeText.of(ctx.path()), e);
            answer(
                    new RefusedException(
                            Refusal.INTERNAL, "the gateway failed at this request", "its log says more; try again"),
                    ctx);
        });
    }

    private static void answer(RefusedException e, Context ctx) {
        head(e, ctx);
        Json.answer(ctx, e.refusal().status(), body(ctx.path(), e));
    }

    /** What goes with a refusal beside its status and its body. */
    static void head(RefusedException e, Context ctx) {
        if (e.refusal() == Refusal.UNAUTHENTICATED) {
            ctx.header("WWW-Authenticate", CoreAnswers.CHALLENGE);
        }
        if (e.retryAfterSeconds() > 0) {
            ctx.header("Retry-After", String.valueOf(e.retryAfterSeconds()));
        }
        if (e.refusal() == Refusal.KAFKA_AWAY) {
            LOG.warn("{} {}: {}", ctx.method(), SafeText.of(ctx.path()), e.getMessage(), e.getCause());
        }
    }

    /** What is said of a refusal at a path: one text where a protocol has it so. */
    static Object body(String path, RefusedException e) {
        if (!InferRoutes.isOfProtocol(path)) {
            return envelope(e);
        }
        Body said = envelope(e).error();
        return Map.of("error", said.hint().isEmpty() ? said.message() : said.message() + "; " + said.hint());
    }

    /** What is said of a refusal. */
    static Envelope envelope(RefusedException e) {
        String message = e.getMessage() == null ? e.refusal().code() : e.getMessage();
        return new Envelope(new Body(e.refusal().code(), message, e.hint(), e.unknown(), e.nearest()));
    }

    private static RefusedException translated(HttpResponseException e, Context ctx) {
        if (e.getStatus() == HttpStatus.NOT_FOUND.getCode()) {
            return new RefusedException(
                    Refusal.NOT_FOUND,
                    "there is nothing at " + SafeText.of(ctx.path()),
                    "the API begins at /api/status");
        }
        if (e.getStatus() == HttpStatus.METHOD_NOT_ALLOWED.getCode()) {
            return new RefusedException(
                    Refusal.METHOD_NOT_ALLOWED, ctx.method() + " is not possible at " + SafeText.of(ctx.path()), "");
        }
        if (e.getStatus() == HttpStatus.CONTENT_TOO_LARGE.getCode()) {
            return new RefusedException(Refusal.BODY_TOO_LARGE, "the body is too large", "send less");
        }
        return new RefusedException(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()), "");
    }
}
