package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other web pages that the user has open from using the gateway: a changing request must come from the gateway's
 * own page or from no page at all, and a gateway on loopback answers only to loopback names (DNS rebinding). Also sets
 * the headers that hold for every answer.
 */
final class RequestGuard implements Handler {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private final boolean loopback;
    private final String ownName;

    /**
     * @param loopback whether the gateway listens on loopback only
     * @param ownName the host it was told to listen on
     */
    RequestGuard(boolean loopback, String ownName) {
        this.loopback = loopback;
        this.ownName = ownName.toLowerCase(Locale.ROOT);
    }

    @Override
    public void handle(Context ctx) {
        CoreAnswers.HEADERS.forEach(ctx::header);
        String host = Objects.requireNonNullElse(ctx.host(), "").toLowerCase(Locale.ROOT);
        String name = host.replaceFirst(":\\d+$", "");
        if (loopback && !LOOPBACK_NAMES.contains(name) && !name.equals(ownName)) {
            throw refused((host.isEmpty()
                            ? "the request names no host"
                            : "the request is addressed to '" + SafeText.of(host) + "'")
                    + ", but this gateway serves this computer only");
        }
        if (!READING.contains(ctx.method()) && foreign(ctx.header("Origin"), host)) {
            throw refused("the request comes from another web page ("
                    + SafeText.of(String.valueOf(ctx.header("Origin"))) + ")");
        }
    }

    private static boolean foreign(@Nullable String origin, String host) {
        return origin != null
                && !origin.toLowerCase(Locale.ROOT)
                        .replaceFirst("^https?://", "")
                        .equals(host);
    }

    private static RefusedException refused(String message) {
        return new RefusedException(Refusal.FORBIDDEN_ORIGIN, message, "use the gateway's own address");
    }
}
