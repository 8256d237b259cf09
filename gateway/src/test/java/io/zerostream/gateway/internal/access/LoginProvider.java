package io.zerostream.gateway.internal.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/** A real provider of OpenID Connect on loopback, whose person, tokens and key a test chooses. */
public final class LoginProvider implements AutoCloseable {
    static final URI REDIRECT = URI.create("http://127.0.0.1:1/login/callback");

    private static final String ISSUER = "default";

    private final Keys keys = new Keys();
    private final MockOAuth2Server server = new MockOAuth2Server(new OAuth2Config(
            false, null, null, false, new OAuth2TokenProvider(keys, (Instant) null), Set.of(), new NettyWrapper()));
    private final HttpClient browser = HttpClient.newHttpClient();

    /** How the client showed who it is when it came with the last code; null = it had no secret. */
    final AtomicReference<ClientAuthentication> shown = new AtomicReference<>();

    /** @param port 0 = a free one */
    public LoginProvider(int port) {
        server.start(InetAddress.getLoopbackAddress(), port);
    }

    /** As its tokens name it. */
    public String issuer() {
        return server.issuerUrl(ISSUER).toString();
    }

    /** The next ID token has these claims, in place of what would stand there; userinfo has the same. */
    public LoginProvider says(Map<String, Object> claims) {
        return says(claims, claims, "ann");
    }

    /** The next ID token has the first claims, and userinfo then the second ones, of that subject. */
    LoginProvider says(Map<String, Object> idToken, Map<String, Object> userInfo, String subject) {
        server.enqueueCallback(new Answer(idToken, userInfo, subject));
        return this;
    }

    /**
     * From now on tokens are signed by another key.
     *
     * @param name of it, as tokens and the list of keys have it
     */
    void signWithAnotherKey(String name) throws JOSEException {
        keys.now = new RSAKeyGenerator(2048).keyID(name).generate();
    }

    /** Goes where the provider sends the browser, until that is back at the gateway. */
    URI browse(URI address) throws IOException, InterruptedException {
        return browse(address, REDIRECT);
    }

    /** Goes where the provider sends the browser, until that is at an address. */
    public URI browse(URI address, URI end) throws IOException, InterruptedException {
        URI now = address;
        while (!now.toString().startsWith(end.toString())) {
            HttpResponse<Void> answer = browser.send(HttpRequest.newBuilder(now).build(), BodyHandlers.discarding());
            now = now.resolve(answer.headers().firstValue("Location").orElseThrow());
        }
        return now;
    }

    @Override
    public void close() {
        server.shutdown();
    }

    /** Asked twice, first for the ID token and then for the token that userinfo answers by. */
    private final class Answer extends DefaultOAuth2TokenCallback {
        private final Map<String, Object> idToken;
        private final Map<String, Object> userInfo;
        private final String other;
        private boolean second;

        Answer(Map<String, Object> idToken, Map<String, Object> userInfo, String other) {
            super(ISSUER, "ann", "JWT", List.of("api"));
            this.idToken = idToken;
            this.userInfo = userInfo;
            this.other = other;
        }

        @Override
        public String subject(TokenRequest request) {
            return second ? other : "ann";
        }

        @Override
        public Map<String, Object> addClaims(TokenRequest request) {
            shown.set(request.getClientAuthentication());
            Map<String, Object> claims = second ? userInfo : idToken;
            second = true;
            return claims;
        }
    }

    private static final class Keys extends KeyProvider {
        private volatile JWK now;

        @Override
        public JWK signingKey(String issuer) {
            JWK chosen = now;
            return chosen == null ? super.signingKey(issuer) : chosen;
        }
    }
}
