package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.gateway.internal.access.Credentials;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler.Wrapper;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who asks before anything is spent on a request, and keeps it with the request. What each route needs stands
 * where the route does; {@link #guard} demands it.
 */
final class AccessGate extends Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(AccessGate.class);
    private static final String CALLER = AccessGate.class.getName();
    private static final String AGAIN = CALLER + ".again";
    private static final List<String> OPEN_TO_HEAD = List.of("/health/", "/console/");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Access access;
    private final String cookie;

    /** @param cookie name of the session's */
    AccessGate(Access access, String cookie) {
        this.access = access;
        this.cookie = cookie;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Credentials said = said(request);
        request.setAttribute(AGAIN, (Supplier<Caller>) () -> access.caller(said));
        try {
            request.setAttribute(CALLER, access.caller(said));
        } catch (RefusedException e) {
            request.setAttribute(CALLER, e);
        }
        return super.handle(request, response, callback);
    }

    private Credentials said(Request request) {
        String session = Request.getCookies(request).stream()
                .filter(sent -> sent.getName().equals(cookie))
                .map(sent -> sent.getValue())
                .findFirst()
                .orElse(null);
        return new Credentials(Request.getRemoteAddr(request), session, request.getHeaders()::getValuesList);
    }

    /** Why no body of this request is worth reading; null when one may be. */
    static @Nullable RefusedException whyNotRead(Request request) {
        if (LoginRoutes.OF_STRANGERS.contains(Request.getPathInContext(request))) {
            return null;
        }
        Object found = request.getAttribute(CALLER);
        if (found instanceof Caller caller) {
            try {
                caller.demandSomewhere(Role.VIEWER);
                return null;
            } catch (RefusedException e) {
                return e;
            }
        }
        return found instanceof RefusedException refused ? refused : null;
    }

    /** Who asks. @throws RefusedException when what the request says of that is not so */
    static Caller caller(Context ctx) {
        Object found = ctx.req().getAttribute(CALLER);
        if (found instanceof RefusedException refused) {
            throw refused;
        }
        if (found instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("a request came by another way than through the gate");
    }

    /** Tells later, of a request that lasts, whether its caller may still do what the role may. */
    static BooleanSupplier mayStill(Context ctx, Role role) {
        if (!(ctx.req().getAttribute(AGAIN) instanceof Supplier<?> again)) {
            throw new IllegalStateException("a request came by another way than through the gate");
        }
        return () -> {
            try {
                return again.get() instanceof Caller caller && caller.maySomewhere(role);
            } catch (RefusedException e) {
                LOG.debug("a caller is known no longer", e);
                return false;
            }
        };
    }

    /** Demands the role that the route has, before it is handled. */
    static Handler guard() {
        return ctx -> {
            Role needed = needed(ctx);
            if (needed == Role.ANYONE) {
                return;
            }
            Caller caller = caller(ctx);
            caller.demandSomewhere(needed);
            if (caller.browser() && !READING.contains(ctx.method().name())) {
                demandOwnPage(ctx);
            }
        };
    }

    private static Role needed(Context ctx) {
        if (ctx.method().equals(HandlerType.HEAD)) {
            // Javalin answers it by the route of GET, and does not say which that is
            boolean open = OPEN_TO_HEAD.stream().anyMatch(ctx.path()::startsWith)
                    || ctx.path().equals("/");
            return open ? Role.ANYONE : Role.EDITOR;
        }
        return (Role) ctx.routeRoles().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(ctx.path() + " says no role"));
    }

    /**
     * A browser sends what proves its user whoever's page asks. Every browser of today says whose page that is, one way or
     * the other; the address itself was compared before ({@link RequestGuard}).
     */
    private static void demandOwnPage(Context ctx) {
        if (ctx.header("Origin") == null && !"same-origin".equals(ctx.header("Sec-Fetch-Site"))) {
            throw new RefusedException(
                    Refusal.FORBIDDEN_ORIGIN,
                    "the request does not say which page sent it",
                    "send it from the gateway's own page, or with Authorization: Bearer TOKEN");
        }
    }
}
