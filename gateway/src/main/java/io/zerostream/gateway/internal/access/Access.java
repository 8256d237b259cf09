package io.zerostream.gateway.internal.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.ProxySettings;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.registry.NameRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who asks, and how they log in. Thread-safe. */
public final class Access {
    /** Where a provider sends people back to. */
    public static final String CALLBACK = "/auth/callback";

    private static final String SESSION = "session";
    private static final String FLOW = "flow";
    private static final String NAME = "sub";
    private static final String TOKEN = "tok";
    private static final String GROUPS = "grp";
    /** Characters; browsers take some four thousand with the name and what stands behind. */
    private static final int LONGEST_COOKIE = 3900;

    private static final String BEARER = "bearer ";
    /** How long people may be away at their provider. */
    private static final Duration FLOW_LASTS = Duration.ofMinutes(10);

    private final AccessSettings settings;
    private final Role anonymous;
    private final Clock clock;
    private final Sessions sessions;
    private final TokenTries tries;
    private final @Nullable AccessFile file;
    private final @Nullable Oidc oidc;

    /**
     * A way to a provider.
     *
     * @param address where to send the browser
     * @param cookie what it must bring back with it
     */
    public record Way(URI address, String cookie) {}

    /**
     * A browser that is known from now on.
     *
     * @param cookie what it must send
     */
    public record Session(Caller caller, String cookie) {}

    /**
     * Reads the files that the settings name.
     *
     * @param loopback whether the gateway listens to its own computer only
     * @throws io.zerostream.gateway.config.GatewayException when one cannot be read, or when nothing says who may do what and
     *     others reach the gateway
     */
    public Access(AccessSettings settings, boolean loopback, Clock clock) {
        settings.demandWhole();
        this.settings = settings;
        this.anonymous = settings.anonymousRole(loopback);
        this.clock = clock;
        this.tries = new TokenTries(settings.wrongTokensPerMinute());
        this.sessions = named(settings.sessionKeyFile())
                .map(path -> Sessions.of(path, clock))
                .orElseGet(() -> Sessions.drawn(clock));
        this.file =
                named(settings.file()).map(path -> new AccessFile(path, clock)).orElse(null);
        this.oidc = settings.oidc().isOn()
                ? new Oidc(settings.oidc(), URI.create(settings.publicUrl().replaceFirst("/$", "") + CALLBACK), clock)
                : null;
    }

    private String callback() {
        return settings.publicUrl().replaceFirst("/$", "") + CALLBACK;
    }

    private static Optional<Path> named(String file) {
        return file.equals(GatewayConfig.NOT_ASKED) ? Optional.empty() : Optional.of(Path.of(file));
    }

    /** What those may do who say nothing of themselves. */
    public Role anonymous() {
        return anonymous;
    }

    /** Whether people can log in with a token. */
    public boolean takesTokens() {
        return file != null;
    }

    /** Whether people can log in at a provider. */
    public boolean hasProvider() {
        return oidc != null;
    }

    /** What is wrong at present, for people. */
    public Optional<String> problem() {
        return file == null ? Optional.empty() : file.problem();
    }

    /**
     * Who asks. A token that is none is refused, also where no token would do: whoever sends one believes it to count.
     *
     * @throws RefusedException when what is said is not so, or the client has sent too many wrong tokens
     */
    public Caller caller(Credentials said) {
        String token = bearer(said);
        if (token != null) {
            return tries.who(
                    said.address(),
                    AccessToken.hash(token),
                    hash -> rules().token(hash, clock.instant(), false),
                    "send one that access.file has, or none");
        }
        Optional<Caller> person = fromProxy(said);
        if (person.isPresent()) {
            return person.get();
        }
        if (said.session() != null) {
            Optional<Caller> known = sessions.read(SESSION, said.session()).flatMap(this::known);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return Caller.anonymous(anonymous);
    }

    private static @Nullable String bearer(Credentials said) {
        return said.headers().apply("Authorization").stream()
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .findFirst()
                .orElse(null);
    }

    private Optional<Caller> fromProxy(Credentials said) {
        ProxySettings proxy = settings.proxy();
        if (!proxy.isOn() || !proxy.believes(said.address())) {
            return Optional.empty();
        }
        List<String> users = said.headers().apply(proxy.userHeader());
        if (users.isEmpty() || users.get(0).isBlank()) {
            return Optional.empty();
        }
        List<String> groups = proxy.groupsHeader().equals(GatewayConfig.NOT_ASKED)
                ? List.of()
                : said.headers().apply(proxy.groupsHeader());
        if (users.size() > 1 || groups.size() > 1) {
            // one is the proxy's, the other its client's
            throw new RefusedException(
                    Refusal.UNAUTHENTICATED,
                    "the request says more than once who asks",
                    "let the proxy replace the header that its clients send");
        }
        List<String> memberOf = groups.stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(group -> !group.isEmpty())
                .toList();
        String name = named(users.get(0).strip(), Refusal.UNAUTHENTICATED);
        return Optional.of(rules().person(name, memberOf, true));
    }

    /** What is changed is marked with it, so that it must be a name. */
    private static String named(String person, Refusal otherwise) {
        String fault = NameRule.fault(person);
        if (fault != null) {
            throw new RefusedException(otherwise, "the name of who asks " + fault, "give them another name there");
        }
        return person;
    }

    private Optional<Caller> known(JWTClaimsSet claims) {
        try {
            String token = claims.getStringClaim(TOKEN);
            if (token != null) {
                return rules().token(token, clock.instant(), true);
            }
            return Optional.of(rules().person(claims.getSubject(), claims.getStringListClaim(GROUPS), true));
        } catch (ParseException e) {
            throw new IllegalStateException("a session that we signed has other claims than we give", e);
        }
    }

    /**
     * A session for a browser that has a token. It ends when the token does.
     *
     * @param client the IP address that it comes from
     * @throws RefusedException when it is none, or the client has sent too many wrong ones
     */
    public Session login(String client, String token) {
        String hash = AccessToken.hash(token.strip());
        Caller caller = tries.who(
                client,
                hash,
                known -> rules().token(known, clock.instant(), true),
                "ask whoever runs this gateway for another");
        return new Session(
                caller, sessions.sign(SESSION, Map.of(NAME, caller.name(), TOKEN, hash), settings.sessionLasts()));
    }

    /** Begins a login at the provider. @throws RefusedException when there is none, or it is away */
    public Way begin() {
        Oidc.Begun begun = provider().begin();
        Oidc.Flow flow = begun.flow();
        String cookie = sessions.sign(
                FLOW, Map.of("state", flow.state(), "nonce", flow.nonce(), "verifier", flow.verifier()), FLOW_LASTS);
        return new Way(begun.address(), cookie);
    }

    /**
     * Ends a login at the provider.
     *
     * @param query of the address that the browser was sent back to
     * @param flow the cookie of its way there
     * @throws RefusedException when the provider does not say who it is, or this browser did not begin
     */
    public Session finish(String query, @Nullable String flow) {
        Oidc from = provider();
        JWTClaimsSet begun = Optional.ofNullable(flow)
                .flatMap(text -> sessions.read(FLOW, text))
                .orElseThrow(() -> new RefusedException(
                        Refusal.LOGIN_REFUSED,
                        "this browser has not begun a login here within the last " + FLOW_LASTS.toMinutes()
                                + " minutes",
                        "log in again"));
        try {
            Oidc.Person person = from.finish(
                    new URI(callback() + '?' + query),
                    new Oidc.Flow(
                            begun.getStringClaim("state"),
                            begun.getStringClaim("nonce"),
                            begun.getStringClaim("verifier")));
            String name = named(person.name(), Refusal.LOGIN_REFUSED);
            // a browser drops a cookie that is too long without a word, and some people are in hundreds of groups
            List<String> groups = rules().named(person.groups());
            String cookie = sessions.sign(SESSION, Map.of(NAME, name, GROUPS, groups), settings.sessionLasts());
            if (cookie.length() > LONGEST_COOKIE) {
                throw new RefusedException(
                        Refusal.LOGIN_REFUSED,
                        "'" + name + "' is in " + groups.size() + " groups of access.file, and no cookie holds so many",
                        "name fewer groups there");
            }
            return new Session(rules().person(name, groups, true), cookie);
        } catch (URISyntaxException e) {
            RefusedException refused = new RefusedException(
                    Refusal.LOGIN_REFUSED, "the address that the browser was sent back to is none", "log in again");
            refused.initCause(e);
            throw refused;
        } catch (ParseException e) {
            throw new IllegalStateException("a flow that we signed has other claims than we give", e);
        }
    }

    private Oidc provider() {
        if (oidc == null) {
            throw new RefusedException(Refusal.NOT_FOUND, "this gateway has no provider of logins", "use a token");
        }
        return oidc;
    }

    private AccessRules rules() {
        return file == null ? AccessRules.NONE : file.rules();
    }
}
