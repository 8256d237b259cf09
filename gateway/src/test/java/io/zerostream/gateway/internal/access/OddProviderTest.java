package io.zerostream.gateway.internal.access;

import static io.zerostream.gateway.internal.access.OddProvider.DISCOVERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that is away, slow, or none at all. */
class OddProviderTest {
    private static final String SECRET = "at least thirty-two bytes of secret";
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final RSAKey KEY = key();

    private final OddProvider provider = new OddProvider();
    private final HandClock clock = new HandClock();

    @TempDir
    private Path folder;

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("key").generate();
        } catch (JOSEException e) {
            throw new LinkageError("every JVM makes RSA keys", e);
        }
    }

    OddProviderTest() throws IOException {}

    @AfterEach
    void stop() {
        provider.close();
    }

    private Oidc oidc() {
        return oidc(new ProviderHttp());
    }

    private Oidc oidc(ProviderHttp http) {
        return oidc(provider.issuer(), OidcSettings.NONE, http, clock);
    }

    private static Oidc oidc(String issuer, String secretFile, ProviderHttp http, Clock clock) {
        return new Oidc(
                new OidcSettings(issuer, "gate", secretFile, "openid", "email", "groups"),
                LoginProvider.REDIRECT,
                clock,
                http);
    }

    @Test
    void aProviderThatComesBackIsAskedAgain() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Oidc oidc =
                oidc("http://localhost:" + port + "/default", OidcSettings.NONE, new ProviderHttp(), Clock.systemUTC());
        assertAway(oidc::begin, "http://localhost:" + port);

        try (LoginProvider back = new LoginProvider(port)) {
            back.says(Map.of("email", "ann@example.org"));
            Oidc.Begun begun = oidc.begin();
            assertThat(oidc.finish(back.browse(begun.address()), begun.flow()).name())
                    .isEqualTo("ann@example.org");
        }
    }

    @Test
    void whatItSaysOfItselfCountsForAnHourAndWhileItIsAway() {
        Oidc oidc = oidc();
        assertThat(provider.asked)
                .as("nothing is asked before somebody logs in")
                .isEmpty();
        provider.json(DISCOVERY, provider.metadata(Map.of()));
        oidc.begin();
        clock.add(Duration.ofMinutes(59));
        oidc.begin();
        assertThat(provider.asked).hasSize(1);

        clock.add(Duration.ofMinutes(1));
        provider.json(
                DISCOVERY, provider.metadata(Map.of("authorization_endpoint", '"' + provider.issuer() + "/new\"")));
        assertThat(oidc.begin().address()).hasPath("/new");
        assertThat(provider.asked).hasSize(2);

        clock.add(Duration.ofDays(3));
        provider.answers(DISCOVERY, 503, "text/plain", "later");
        assertThat(oidc.begin().address()).hasPath("/new");
        oidc.begin();
        assertThat(provider.asked)
                .as("one that is away is not asked by everybody")
                .hasSize(3);
        clock.add(Duration.ofMinutes(1));
        oidc.begin();
        assertThat(provider.asked).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "issuer                 | \"https://other.example\"      | calls itself https://other.example",
                "authorization_endpoint | ``                             | authorization_endpoint",
                "token_endpoint         | \"http://login.example/token\" | token_endpoint is http://login.example/token",
                "jwks_uri               | \"http://login.example/keys\"  | jwks_uri",
                "userinfo_endpoint      | \"http://login.example/me\"    | userinfo_endpoint",
                "issuer                 | \"\"                           | cannot be read",
                "jwks_uri               | 7                              | cannot be read",
            })
    void aProviderMustBeWhatItSays(String key, String value, String said) {
        provider.json(DISCOVERY, provider.metadata(Map.of(key, value)));

        assertAway(oidc()::begin, said);
    }

    @Test
    void whatIsNoProviderIsAway() {
        Oidc oidc = oidc();
        assertAway(oidc::begin, "HTTP 404");
        provider.answers(DISCOVERY, 200, "text/html", "<html>Welcome");
        assertAway(oidc::begin, "cannot be read");
        provider.answers(DISCOVERY, 500, "text/plain", "");
        assertAway(oidc::begin, "HTTP 500");
        provider.json(DISCOVERY, "[".repeat(100_000));
        assertAway(oidc::begin, "cannot be read");
        provider.json(DISCOVERY, provider.metadata(Map.of()) + " ".repeat(300_000));
        assertAway(oidc::begin, "longer than 262144 bytes");
        provider.json(DISCOVERY, provider.metadata(Map.of()));
        oidc.begin();
    }

    @Test
    @Timeout(60)
    void anAnswerThatDoesNotEndIsNotWaitedFor() {
        provider.falls(DISCOVERY);

        assertAway(oidc(new ProviderHttp(LONG, Duration.ofMillis(100)))::begin, "no whole answer in 100 ms");
    }

    @Test
    void oneSlowProviderHoldsFewThreads() throws Exception {
        provider.falls(DISCOVERY);
        Oidc oidc = oidc(new ProviderHttp(LONG, LONG));
        ExecutorService browsers = Executors.newCachedThreadPool();
        try {
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(browsers.submit(oidc::begin));
            }
            await().atMost(LONG).until(() -> provider.asked.size() == 8);

            assertAway(oidc::begin, "as many people as may");
            provider.close();
            for (Future<?> one : waiting) {
                assertThatThrownBy(one::get).hasRootCauseInstanceOf(Exception.class);
            }
            assertAway(oidc::begin, provider.issuer());
            assertThatThrownBy(oidc::begin).message().doesNotContain("as many people as may");
        } finally {
            browsers.shutdownNow();
        }
    }

    @Test
    void aTokenIsGoodForItsTime() throws JOSEException {
        Oidc oidc = oidcWithKeys();
        Oidc.Flow flow = oidc.begin().flow();

        gives(signed(claims(flow, Instant.now().plusSeconds(600))));
        assertThat(oidc.finish(callback(flow), flow).name()).isEqualTo("ann@example.org");
        gives(signed(claims(flow, Instant.now().minusSeconds(600))));
        assertRefused(() -> oidc.finish(callback(flow), flow), "Expired");
    }

    @Test
    void aTokenThatAnybodyCanMakeIsRefused() throws IOException, JOSEException {
        oidcWithKeys();
        Oidc oidc = oidc(provider.issuer(), secret(), new ProviderHttp(), clock);
        Oidc.Flow flow = oidc.begin().flow();

        gives(new PlainJWT(claims(flow)));
        assertRefused(() -> oidc.finish(callback(flow), flow), "the ID token");
        SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(flow));
        mac.sign(new MACSigner(SECRET));
        gives(mac);
        assertRefused(() -> oidc.finish(callback(flow), flow), "the ID token");
    }

    private Oidc oidcWithKeys() {
        provider.json(DISCOVERY, provider.metadata(Map.of()))
                .json("/keys", new JWKSet(KEY).toPublicJWKSet().toString());
        return oidc();
    }

    private static SignedJWT signed(JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key").build(), claims);
        token.sign(new RSASSASigner(KEY));
        return token;
    }

    @Test
    void whatIsNoAnswerToACodeIsTold() throws IOException {
        provider.json(DISCOVERY, provider.metadata(Map.of()));
        Oidc oidc = oidc(provider.issuer(), secret(), new ProviderHttp(), clock);
        Oidc.Flow flow = oidc.begin().flow();
        ThrowingCallable finish = () -> oidc.finish(callback(flow), flow);

        provider.json("/token", "<html>" + SECRET);
        assertAway(finish, "token endpoint");
        provider.answers("/token", 503, "text/plain", "");
        assertAway(finish, "token endpoint: HTTP 503");
        provider.answers("/token", 302, "text/plain", "");
        assertRefused(finish, "does not take the code");
        provider.answers(
                "/token",
                401,
                "application/json",
                "{\"error\": \"invalid_client\", \"error_description\": \"it is not " + SECRET + "\"}");
        assertRefused(finish, "invalid_client");
        provider.json("/token", "{\"access_token\": \"a\", \"token_type\": \"Bearer\"}");
        assertRefused(finish, "no ID token");
        gives(new PlainJWT(claims(flow)));
        assertRefused(finish, "the ID token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "",
                "{\"access_token\": \"\", \"token_type\": \"Bearer\", \"id_token\": \"\"}",
                "{\"access_token\": 1, \"token_type\": 2, \"id_token\": 3}",
                "{\"access_token\": \"a\", \"token_type\": \"\", \"id_token\": \"a.b.c\"}",
                "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \"e30.e30.\", \"expires_in\": -1}",
                "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \"e30.e30.e30\", \"refresh_token\": \"\"}",
                "{\"access_token\": \"a\", \"token_type\": \"DPoP\", \"id_token\": \"e30.e30.e30.e30.e30\"}",
                "{\"access_token\": \"a\", \"token_type\": \"N_A\", \"id_token\": \"eyJhbGciOiJub25lIn0.e30.\"}",
            })
    void tokensThatAreNoneAreAway(String answer) {
        provider.json(DISCOVERY, provider.metadata(Map.of())).json("/token", answer);
        Oidc oidc = oidc();
        Oidc.Flow flow = oidc.begin().flow();

        assertThatThrownBy(() -> oidc.finish(callback(flow), flow)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "", "{\"sub\": 7}", "{\"sub\": \"\"}", "{\"sub\": \"ann\", \"email\": {}}"})
    void userinfoThatIsNoneIsRefused(String answer) throws JOSEException {
        Oidc oidc = oidcWithKeys();
        provider.json(DISCOVERY, provider.metadata(Map.of("userinfo_endpoint", '"' + provider.issuer() + "/me\"")))
                .json("/me", answer);
        Oidc.Flow flow = oidc.begin().flow();
        JWTClaimsSet nameless =
                new JWTClaimsSet.Builder(claims(flow)).claim("email", null).build();

        gives(signed(nameless));
        assertThatThrownBy(() -> oidc.finish(callback(flow), flow)).isInstanceOf(RefusedException.class);
        provider.answers("/me", 401, "text/plain", "");
        assertRefused(() -> oidc.finish(callback(flow), flow), "tells nothing of the person");
        provider.answers("/me", 500, "text/plain", "");
        assertAway(() -> oidc.finish(callback(flow), flow), "userinfo endpoint: HTTP 500");
        gives(signed(nameless), SECRET + "\\nx: y");
        provider.json("/me", "{\"sub\": \"ann\", \"email\": \"ann@example.org\"}");
        assertAway(() -> oidc.finish(callback(flow), flow), "userinfo endpoint: a header");
    }

    @Test
    void theKeysMustBeThere() throws JOSEException {
        provider.json(DISCOVERY, provider.metadata(Map.of())).answers("/keys", 404, "text/plain", "");
        Oidc oidc = oidc();
        Oidc.Flow flow = oidc.begin().flow();
        gives(signed(claims(flow)));

        assertAway(() -> oidc.finish(callback(flow), flow), "its keys");
    }

    @Test
    void theSecretGoesAsTheProviderTakesIt() throws IOException {
        shows("[\"client_secret_post\", \"client_secret_basic\"]");
        assertThat(provider.authorization).startsWith("Basic ");
        assertThat(provider.body).doesNotContain("client_secret");

        shows("[\"private_key_jwt\", \"client_secret_post\"]");
        assertThat(provider.authorization).isEmpty();
        assertThat(provider.body).contains("client_secret=at+least+thirty", "code_verifier=", "code=1");

        provider.json(
                DISCOVERY, provider.metadata(Map.of("token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]")));
        Oidc oidc = oidc(provider.issuer(), secret(), new ProviderHttp(), clock);
        Oidc.Flow flow = oidc.begin().flow();
        assertAway(() -> oidc.finish(callback(flow), flow), "private_key_jwt");
    }

    private void shows(String methods) throws IOException {
        provider.json(DISCOVERY, provider.metadata(Map.of("token_endpoint_auth_methods_supported", methods)))
                .answers("/token", 400, "application/json", "{\"error\": \"invalid_grant\"}");
        Oidc oidc = oidc(provider.issuer(), secret(), new ProviderHttp(), clock);
        Oidc.Flow flow = oidc.begin().flow();
        assertRefused(() -> oidc.finish(callback(flow), flow), "invalid_grant");
    }

    private String secret() throws IOException {
        return Files.writeString(folder.resolve("secret"), SECRET).toString();
    }

    private void gives(JWT token) {
        gives(token, "a");
    }

    private void gives(JWT token, String access) {
        provider.json(
                "/token",
                "{\"access_token\": \"" + access + "\", \"token_type\": \"Bearer\", \"id_token\": \""
                        + token.serialize() + "\"}");
    }

    private JWTClaimsSet claims(Oidc.Flow flow) {
        return claims(flow, Instant.now().plusSeconds(600));
    }

    private JWTClaimsSet claims(Oidc.Flow flow, Instant expires) {
        return new JWTClaimsSet.Builder()
                .issuer(provider.issuer())
                .audience("gate")
                .subject("ann")
                .issueTime(Date.from(expires.minusSeconds(600)))
                .expirationTime(Date.from(expires))
                .claim("nonce", flow.nonce())
                .claim("email", "ann@example.org")
                .claim("groups", List.of())
                .build();
    }

    private static URI callback(Oidc.Flow flow) {
        return URI.create(LoginProvider.REDIRECT + "?code=1&state=" + flow.state());
    }

    private static void assertAway(ThrowingCallable login, String said) {
        assertTold(login, Refusal.LOGIN_AWAY, said);
    }

    private static void assertRefused(ThrowingCallable login, String said) {
        assertTold(login, Refusal.LOGIN_REFUSED, said);
    }

    private static void assertTold(ThrowingCallable login, Refusal refusal, String said) {
        assertThatThrownBy(login).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal()).as(e.getMessage()).isEqualTo(refusal);
            assertThat(e.getMessage()).contains(said).doesNotContain(SECRET);
        });
    }
}
