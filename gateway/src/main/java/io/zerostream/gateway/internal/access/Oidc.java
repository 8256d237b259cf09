package io.zerostream.gateway.internal.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Login at a provider of OpenID Connect: the authorization code flow with PKCE. It keeps nothing of a login; whoever begins
 * one keeps its {@link Flow} for that browser alone, and gives it back once. The provider may be away: it is asked when
 * somebody logs in, and a restart loses what it said of itself and no more. Many threads may log in at once, of which few
 * wait for the provider.
 */
public final class Oidc {
    /** Logins that wait for the provider at once; each may hold its thread for a few times ten seconds. */
    private static final int MOST_WAITING = 8;

    private final OidcSettings settings;
    private final Issuer issuer;
    private final URI redirect;
    private final OidcProvider provider;
    private final OidcClient client;
    private final Semaphore turns;

    /**
     * Asks the provider nothing yet; reads the file with the secret.
     *
     * @param settings with an issuer
     * @param redirect address of this gateway that the provider sends browsers back to, as it is registered there
     * @param clock by which what the provider says of itself grows old; tokens expire by the clock of the machine
     * @throws GatewayException naming the key, when there is no issuer or the secret cannot be read
     */
    public Oidc(OidcSettings settings, URI redirect, Clock clock) {
        this(settings, redirect, clock, new ProviderHttp());
    }

    /** With other limits of calls. */
    Oidc(OidcSettings settings, URI redirect, Clock clock, ProviderHttp http) {
        if (!settings.isOn()) {
            throw new GatewayException("access.oidc.issuer is none; name the provider to log in at");
        }
        this.settings = settings;
        this.redirect = redirect;
        issuer = new Issuer(settings.issuer());
        ClientID id = new ClientID(settings.clientId());
        provider = new OidcProvider(issuer, id, http, clock);
        client = new OidcClient(id, ClientSecret.of(settings), redirect, http, provider);
        turns = new Semaphore(MOST_WAITING);
    }

    /**
     * A login that has begun.
     *
     * @param address at the provider, where the browser goes next
     * @param flow what {@link #finish} needs; for this browser alone, where no script reads it
     */
    public record Begun(URI address, Flow flow) {}

    /**
     * What ties the end of a login to its begin; used once.
     *
     * @param state comes back in the callback
     * @param nonce comes back in the ID token
     * @param verifier shows the provider that who has the code also began
     */
    public record Flow(String state, String nonce, String verifier) {
        /** Says nothing of its content, so that no log does. */
        @Override
        public String toString() {
            return "Flow[...]";
        }
    }

    /**
     * Who logged in, by the provider's word.
     *
     * @param name as a registry takes it, see {@link io.zerostream.schemas.registry.NameRule}
     * @param groups in the provider's order and spelling; may be empty
     */
    public record Person(String name, List<String> groups) {
        /** Keeps a list of its own. */
        public Person {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Begins a login.
     *
     * @throws RefusedException LOGIN_AWAY when the provider cannot be asked where people log in, or too many wait for it
     */
    public Begun begin() {
        OidcProvider.Known fresh = provider.fresh();
        OidcProvider.Known known = fresh == null ? inTurn(provider::known) : fresh;
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        URI address = new AuthenticationRequest.Builder(
                        ResponseType.CODE, Scope.parse(settings.scopes()), client.id(), redirect)
                .endpointURI(known.metadata().getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
        return new Begun(address, new Flow(state.getValue(), nonce.getValue(), verifier.getValue()));
    }

    /**
     * Finishes a login: exchanges the code, checks the ID token, and reads who it is.
     *
     * @param callback the whole address that the browser was sent to, with its query
     * @param flow that of this browser's {@link #begin}, not used before
     * @throws RefusedException LOGIN_REFUSED when something does not fit, LOGIN_AWAY when the provider does not answer or
     *     too many wait for it; the login is then to be begun again
     */
    public Person finish(URI callback, Flow flow) {
        AuthorizationCode code = LoginCallback.code(callback, flow, issuer);
        return inTurn(() -> person(code, flow));
    }

    private Person person(AuthorizationCode code, Flow flow) {
        OidcProvider.Known known = provider.known();
        OIDCTokens tokens = client.tokens(known.metadata(), code, flow);
        IDTokenClaimsSet id = checked(known, tokens.getIDToken(), flow);
        PersonClaims claims = new PersonClaims(settings, List.of(id.toJSONObject()));
        URI userInfo = known.metadata().getUserInfoEndpointURI();
        if (!claims.complete() && userInfo != null) {
            claims = claims.and(client.userInfo(userInfo, tokens.getAccessToken(), id.getClaim("sub")));
        }
        return claims.person();
    }

    private IDTokenClaimsSet checked(OidcProvider.Known known, JWT token, Flow flow) {
        try {
            return known.validator().validate(token, new Nonce(flow.nonce()));
        } catch (KeySourceException e) {
            throw provider.away("its keys: " + e.getMessage());
        } catch (BadJOSEException | JOSEException e) {
            String fault = String.valueOf(e.getMessage());
            throw LoginRefusals.refused(
                    "the ID token of the login provider does not fit: "
                            // the SDK's own words would tell the nonce
                            + (fault.contains("nonce") ? "its nonce is not that of this login" : fault),
                    LoginRefusals.BEGIN_AGAIN);
        }
    }

    private <T> T inTurn(Supplier<T> login) {
        if (!turns.tryAcquire()) {
            throw LoginRefusals.away("as many people as may already wait for the login provider " + issuer);
        }
        try {
            return login.get();
        } finally {
            turns.release();
        }
    }
}
