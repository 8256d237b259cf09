package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other web pages that the user has open from using the gateway: a changing request must come from the gateway's own
 * page or from no page at all, and the gateway answers only to names that are its own (DNS rebinding). Also sets the headers
 * that hold for every answer.
 */
final class RequestGuard implements Handler {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
    /** Whoever names a number has asked no name server, so that none can have lied. */
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    /** What proxies add: behind one, whoever reaches it would be taken for this computer. */
    private static final List<String> OF_PROXIES =
            List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    private final boolean loopback;
    private final Set<String> names;
    private final AccessSettings access;

    /**
     * @param loopback whether the gateway listens on loopback only
     * @param host that it was told to listen on
     * @param access says which further names it has
     */
    RequestGuard(boolean loopback, String host, AccessSettings access) {
        this.loopback = loopback;
        this.access = access;
        this.names = new HashSet<>(LOOPBACK_NAMES);
        names.add(host.toLowerCase(Locale.ROOT));
        names.addAll(access.names());
    }

    @Override
    public void handle(Context ctx) {
        CoreAnswers.HEADERS.forEach(ctx::header);
        String host = Objects.requireNonNullElse(ctx.host(), "").toLowerCase(Locale.ROOT);
        String name = host.replaceFirst(":\\d+$", "");
        if (!names.contains(name) && (loopback || !NUMBER.matcher(name).matches())) {
            throw new RefusedException(
                    Refusal.FORBIDDEN_ORIGIN,
                    (host.isEmpty()
                                    ? "the request names no host"
                                    : "the request is addressed to '" + SafeText.of(host) + "'")
                            + ", which is not a name of this gateway"
                            + (loopback ? ": it serves this computer only" : ""),
                    "use the gateway's own address, or give it the name (access.public-url, access.hosts)");
        }
        if (access.isOpenByItself()) {
            OF_PROXIES.stream()
                    .filter(header -> ctx.header(header) != null)
                    .findFirst()
                    .ifPresent(header -> {
                        throw new RefusedException(
                                Refusal.FORBIDDEN_ORIGIN,
                                "the request came through a proxy (" + header
                                        + "), and this gateway takes whoever reaches it for whoever sits at this computer",
                                "say who may do what (docs/security.md), or that all may: access.anonymous: admin");
                    });
        }
        if (!READING.contains(ctx.method()) && foreign(ctx.header("Origin"), host)) {
            throw new RefusedException(
                    Refusal.FORBIDDEN_ORIGIN,
                    "the request comes from another web page (" + SafeText.of(String.valueOf(ctx.header("Origin")))
                            + ")",
                    "use the gateway's own address");
        }
    }

    private boolean foreign(@Nullable String origin, String host) {
        if (origin == null) {
            return false;
        }
        String page = origin.toLowerCase(Locale.ROOT);
        if (access.isBehindAnother() && page.equals(access.publicOrigin())) {
            return false;
        }
        // a page of the public name by another scheme is not ours: somebody on the way may have made it
        return (access.isBehindAnother() && access.publicOrigin().endsWith("://" + host))
                || !page.replaceFirst("^https?://", "").equals(host);
    }
}
