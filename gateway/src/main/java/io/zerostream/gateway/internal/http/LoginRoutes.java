package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.AuditView;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who one is, and how browsers log in and out. */
final class LoginRoutes {
    /** Takes a token. */
    private static final String LOGIN = "/api/login";

    private static final String LOGOUT = "/api/logout";
    /** Whose bodies are read whoever sends them. */
    static final Set<String> OF_STRANGERS = Set.of(LOGIN, LOGOUT);

    private static final String BEGIN = "/auth/login";
    private static final int FLOW_SECONDS = 600;
    private static final int OK = 200;
    private static final int SEE_OTHER = 303;

    private final Access access;
    private final AccessSettings settings;
    private final Acting acting;

    record Login(@Nullable String token) {}

    /**
     * @param role for everything; {@code anyone} = none
     * @param sets roles for some class sets
     * @param ways how one can log in: {@code token}, and the path of the provider's login
     */
    record Me(String name, String kind, String role, Map<String, String> sets, Ways ways) {}

    /** @param provider where a browser begins; null = there is none */
    record Ways(boolean token, @Nullable String provider) {}

    LoginRoutes(Access access, AccessSettings settings, Acting acting) {
        this.access = access;
        this.settings = settings;
        this.acting = acting;
    }

    /** Name of the session's cookie: where there is TLS, one that no other host and no plain page can set. */
    static String cookie(AccessSettings settings) {
        return settings.isEncrypted() ? "__Host-zerostream" : "zerostream-session";
    }

    private static String flowCookie(AccessSettings settings) {
        return settings.isEncrypted() ? "__Host-zerostream-login" : "zerostream-login";
    }

    void install(RoutesConfig routes) {
        routes.get("/api/me", this::me, Role.ANYONE);
        routes.post(LOGIN, this::login, Role.ANYONE);
        routes.post(LOGOUT, this::logout, Role.ANYONE);
        routes.get(BEGIN, this::begin, Role.ANYONE);
        routes.get(Access.CALLBACK, this::finish, Role.ANYONE);
    }

    private void me(Context ctx) {
        Caller caller = AccessGate.caller(ctx);
        Map<String, String> sets = new HashMap<>();
        caller.grants().sets().forEach((set, role) -> sets.put(set, role.word()));
        Json.answer(
                ctx,
                OK,
                new Me(
                        caller.name(),
                        caller.kind().word(),
                        caller.grants().everywhere().word(),
                        sets,
                        new Ways(access.takesTokens(), access.hasProvider() ? BEGIN : null)));
    }

    private void login(Context ctx) {
        String token = Json.body(ctx, Login.class).token();
        if (token == null || token.isBlank()) {
            throw new RefusedException(Refusal.BAD_REQUEST, "the body lacks 'token'", "give it");
        }
        open(ctx, access.login(ctx.ip(), token));
        Json.answer(ctx, OK, Map.of());
    }

    private void logout(Context ctx) {
        ctx.cookie(made(cookie(settings), "", 0, SameSite.STRICT));
        Json.answer(ctx, OK, Map.of());
    }

    private void begin(Context ctx) {
        Access.Way way = access.begin();
        // the browser comes back from another site, and must have it with it then
        ctx.cookie(made(flowCookie(settings), way.cookie(), FLOW_SECONDS, SameSite.LAX));
        ctx.status(SEE_OTHER).header("Location", way.address().toString());
    }

    private void finish(Context ctx) {
        Access.Session session = access.finish(
                Objects.requireNonNullElse(ctx.req().getQueryString(), ""), ctx.cookie(flowCookie(settings)));
        ctx.cookie(made(flowCookie(settings), "", 0, SameSite.LAX));
        open(ctx, session);
        ctx.status(SEE_OTHER).header("Location", "/");
    }

    private void open(Context ctx, Access.Session session) {
        ctx.cookie(made(
                cookie(settings),
                session.cookie(),
                (int) settings.sessionLasts().toSeconds(),
                SameSite.STRICT));
        acting.did(ctx, session.caller(), null, AuditView.LOGIN, "session", null, null);
    }

    private Cookie made(String name, String value, int seconds, SameSite sent) {
        return new Cookie(name, value, "/", seconds, settings.isEncrypted(), true, null, sent);
    }
}
