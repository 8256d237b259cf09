package io.zerostream.gateway.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OidcTest {
    private static final String SECRET = "between the two of us";
    private static final Map<String, Object> ANN =
            Map.of("email", "ann@example.org", "groups", List.of("night shift", "admins"), "email_verified", true);

    private final LoginProvider provider = new LoginProvider(0);

    @TempDir
    private Path folder;

    private Oidc oidc = oidc(OidcSettings.NONE, "email");

    @AfterEach
    void stop() {
        provider.close();
    }

    private Oidc oidc(String secretFile, String nameClaim) {
        return new Oidc(
                new OidcSettings(provider.issuer(), "gate", secretFile, "openid email", nameClaim, "groups"),
                LoginProvider.REDIRECT,
                Clock.systemUTC());
    }

    private Oidc.Person login() throws IOException, InterruptedException {
        Oidc.Begun begun = oidc.begin();
        return oidc.finish(provider.browse(begun.address()), begun.flow());
    }

    @Test
    void whoLogsInIsWhoTheProviderSays() throws IOException, InterruptedException {
        oidc = oidc(Files.writeString(folder.resolve("secret"), SECRET + "\n").toString(), "email");
        provider.says(ANN);

        Oidc.Begun begun = oidc.begin();
        assertThat(begun.address().getQuery())
                .contains(
                        "response_type=code",
                        "client_id=gate",
                        "scope=openid+email",
                        "code_challenge_method=S256",
                        "state=" + begun.flow().state(),
                        "nonce=" + begun.flow().nonce())
                .doesNotContain(begun.flow().verifier());
        Oidc.Person person = oidc.finish(provider.browse(begun.address()), begun.flow());

        assertThat(person).isEqualTo(new Oidc.Person("ann@example.org", List.of("night shift", "admins")));
        assertThat(provider.shown.get()).isInstanceOfSatisfying(ClientSecretBasic.class, shown -> assertThat(
                        shown.getClientSecret().getValue())
                .isEqualTo(SECRET));
    }

    @Test
    void aClientWithoutASecretShowsItsVerifierAlone() throws IOException, InterruptedException {
        provider.says(ANN);
        assertThat(login().name()).isEqualTo("ann@example.org");
        assertThat(provider.shown.get()).isNull();

        Oidc.Begun begun = oidc.begin();
        URI callback = provider.browse(begun.address());
        Oidc.Flow other = new Oidc.Flow(begun.flow().state(), begun.flow().nonce(), new CodeVerifier().getValue());
        provider.says(ANN);
        assertRefused(() -> oidc.finish(callback, other), "does not take the code: invalid_grant");
    }

    @Test
    void noTwoLoginsAreAlike() {
        Oidc.Flow one = oidc.begin().flow();
        Oidc.Flow other = oidc.begin().flow();

        assertThat(Stream.of(one, other).flatMap(flow -> Stream.of(flow.state(), flow.nonce(), flow.verifier())))
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).hasSizeGreaterThanOrEqualTo(43));
        assertThat(one.toString()).doesNotContain(one.state(), one.nonce(), one.verifier());
    }

    @Test
    void theEndOfAnotherLoginIsRefused() throws IOException, InterruptedException {
        URI callback = provider.browse(oidc.begin().address());
        Oidc.Flow mine = oidc.begin().flow();

        assertRefused(() -> oidc.finish(callback, mine), "the state in the address");
        assertRefused(() -> oidc.finish(back("code=1"), mine), "the state in the address");
        assertRefused(() -> oidc.finish(back(""), mine), "the state in the");
        assertRefused(() -> oidc.finish(back("response=a.b.c&state=" + mine.state()), mine), "is no answer");
        assertRefused(() -> oidc.finish(back("code=1&state="), mine), "the state in the address");
        assertRefused(() -> oidc.finish(back("state=" + mine.state()), mine), "has no code");
        assertRefused(() -> oidc.finish(back("code=&state=" + mine.state()), mine), "is no answer");
        assertRefused(() -> oidc.finish(back("code=%00%ff&state=" + mine.state()), mine), "does not take the code");
        assertRefused(() -> oidc.finish(back("code=1&iss=&state=" + mine.state()), mine), "");
        assertRefused(() -> oidc.finish(back("error=&state=" + mine.state()), mine), "");
        assertRefused(() -> oidc.finish(back("error=%22&error_uri=%22&state=" + mine.state()), mine), "");
        assertRefused(
                () -> oidc.finish(back("code=1&iss=https://b.example&state=" + mine.state()), mine), "https://b.ex");
    }

    @Test
    void theProviderMayRefuse() {
        Oidc.Flow flow = oidc.begin().flow();

        assertRefused(
                () -> oidc.finish(back("error=access_denied&error_description=not+yours&state=" + flow.state()), flow),
                "access_denied (not yours)");
        assertRefused(() -> oidc.finish(back("error=access_denied&state=1"), flow), "the state in the address");
        assertAway(() -> oidc.finish(back("error=temporarily_unavailable&state=" + flow.state()), flow), "temporarily");
    }

    @Test
    void aTokenOfAnotherLoginIsRefused() throws IOException, InterruptedException {
        provider.says(ANN);
        Oidc.Begun begun = oidc.begin();
        URI callback = provider.browse(begun.address());
        Oidc.Flow other = new Oidc.Flow(
                begun.flow().state(), oidc.begin().flow().nonce(), begun.flow().verifier());

        assertRefused(() -> oidc.finish(callback, other), "its nonce is not that of this login");
    }

    @Test
    void aCodeIsTakenOnce() throws IOException, InterruptedException {
        provider.says(ANN).says(ANN);
        Oidc.Begun begun = oidc.begin();
        URI callback = provider.browse(begun.address());
        oidc.finish(callback, begun.flow());

        assertRefused(() -> oidc.finish(callback, begun.flow()), "does not take the code: invalid_grant");
    }

    @Test
    void aTokenThatIsNotForUsIsRefused() {
        provider.says(with("aud", List.of("somebody")));
        assertRefused(this::login, "audience");
        provider.says(with("iss", "https://other.example"));
        assertRefused(this::login, "issuer");
    }

    @Test
    void aKeyMayChangeButNotBehindItsName() throws IOException, InterruptedException, JOSEException {
        provider.signWithAnotherKey("first");
        provider.says(ANN);
        login();
        provider.signWithAnotherKey("second");
        provider.says(ANN);
        assertThat(login().name()).as("a key with a new name").isEqualTo("ann@example.org");
        provider.signWithAnotherKey("second");
        provider.says(ANN);
        assertRefused(this::login, "Invalid signature");
    }

    static Stream<Arguments> groups() {
        return Stream.of(
                Arguments.of(List.of("a", "b c"), List.of("a", "b c")),
                Arguments.of(List.of(), List.of()),
                Arguments.of("night shift", List.of("night shift")),
                Arguments.of(" ", List.of()));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void groupsAreAListOrText(Object claim, List<String> groups) throws IOException, InterruptedException {
        provider.says(with("groups", claim));
        assertThat(login().groups()).isEqualTo(groups);
    }

    @Test
    void whoHasNoGroupsIsInNone() throws IOException, InterruptedException {
        provider.says(Map.of("email", "ann@example.org"));
        assertThat(login().groups()).isEmpty();
    }

    @Test
    void groupsThatAreNoGroupsAreRefused() {
        provider.says(with("groups", List.of("a", 1)));
        assertRefused(this::login, "the claim groups");
        provider.says(with("groups", Map.of("admins", true)));
        assertRefused(this::login, "the claim groups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "no"})
    void anAddressThatIsNotVerifiedIsNobodysName(String verified) {
        Object claim = verified.equals("false") ? false : verified;
        provider.says(with("email_verified", claim));
        assertRefused(this::login, "has not verified the address in the claim email");
        provider.says(with("email_verified", verified));
        assertRefused(this::login, "has not verified the address in the claim email");
    }

    @Test
    void anotherNameNeedsNoVerifiedAddress() throws IOException, InterruptedException {
        oidc = oidc(OidcSettings.NONE, "preferred_username");
        provider.says(Map.of("preferred_username", "ann", "email_verified", false, "groups", List.of()));
        assertThat(login().name()).isEqualTo("ann");
        oidc = oidc(OidcSettings.NONE, "email");
        provider.says(with("email_verified", "true"));
        assertThat(login().name()).as("some write it as text").isEqualTo("ann@example.org");
    }

    @Test
    void whatTheTokenDoesNotSayIsAskedOfUserinfo() throws IOException, InterruptedException {
        provider.says(Map.of("groups", List.of("by token")), ANN, "ann");
        assertThat(login()).isEqualTo(new Oidc.Person("ann@example.org", List.of("by token")));

        provider.says(Map.of("email", "token@example.org"), ANN, "ann");
        assertThat(login()).isEqualTo(new Oidc.Person("token@example.org", List.of("night shift", "admins")));
    }

    @Test
    void userinfoIsOfTheSamePerson() {
        provider.says(Map.of(), ANN, "bob");
        assertRefused(this::login, "another person");
        provider.says(Map.of(), with("email_verified", false), "ann");
        assertRefused(this::login, "has not verified");
    }

    @Test
    void aNameIsNeeded() {
        provider.says(Map.of("groups", List.of("a")));
        assertRefused(this::login, "the claim email of the login provider is not there");
        provider.says(with("email", " "));
        assertRefused(this::login, "the claim email");
        provider.says(with("email", 7));
        assertRefused(this::login, "the claim email");
        provider.says(with("email", "ann\u202e@example.org"));
        assertRefused(this::login, "the claim email");
    }

    @Test
    void theSecretIsThereFromTheStart() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> oidc(none.toString(), "email"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContainingAll("access.oidc.secret-file", none.toString(), "cannot be read");
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        assertThatThrownBy(() -> oidc(empty.toString(), "email"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContainingAll("access.oidc.secret-file", "empty");
        assertThatThrownBy(() -> new Oidc(OidcSettings.defaults(), LoginProvider.REDIRECT, Clock.systemUTC()))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("access.oidc.issuer");
    }

    private static Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = new HashMap<>(ANN);
        claims.put(claim, value);
        return claims;
    }

    private static URI back(String query) {
        return URI.create(LoginProvider.REDIRECT + "?" + query);
    }

    private static void assertRefused(ThrowingCallable login, String said) {
        assertTold(login, Refusal.LOGIN_REFUSED, said);
    }

    private static void assertAway(ThrowingCallable login, String said) {
        assertTold(login, Refusal.LOGIN_AWAY, said);
    }

    private static void assertTold(ThrowingCallable login, Refusal refusal, String said) {
        assertThatThrownBy(login).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal()).as(e.getMessage()).isEqualTo(refusal);
            assertThat(e.getMessage()).contains(said).doesNotContain(SECRET);
            assertThat(e.retryAfterSeconds() > 0).isEqualTo(refusal == Refusal.LOGIN_AWAY);
        });
    }
}
