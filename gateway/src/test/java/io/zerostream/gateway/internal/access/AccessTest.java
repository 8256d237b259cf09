package io.zerostream.gateway.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.config.ProxySettings;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final String OFF = GatewayConfig.NOT_ASKED;

    private final AccessToken token = AccessToken.draw("ops", "admin", Map.of(), null);
    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Path file(String yaml) throws IOException {
        Path file = folder.resolve("access.yaml");
        Files.writeString(file, yaml);
        return file;
    }

    private Path tokens() throws IOException {
        return file("tokens:\n" + token.entry().indent(2));
    }

    private static AccessSettings settings(String file, String anonymous, String publicUrl, ProxySettings proxy) {
        return new AccessSettings(
                file, anonymous, publicUrl, OFF, proxy, OidcSettings.defaults(), OFF, Duration.ofHours(12), 10);
    }

    private static Credentials said(String address, @Nullable String session, Map<String, List<String>> headers) {
        return new Credentials(address, session, name -> headers.getOrDefault(name, List.of()));
    }

    private static Credentials bearer(String token) {
        return said("127.0.0.1", null, Map.of("Authorization", List.of("bearer " + token)));
    }

    @Test
    void aGatewayOfItsOwnComputerAsksNobodyUnlessItKnowsALogin() throws IOException {
        Credentials nobody = said("127.0.0.1", null, Map.of());
        new Access(AccessSettings.defaults(), true, clock).caller(nobody).demand(Role.ADMIN);

        Access asking = new Access(settings(tokens().toString(), "auto", OFF, ProxySettings.defaults()), true, clock);
        assertThatThrownBy(() -> asking.caller(nobody).demandSomewhere(Role.VIEWER))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not say who asks");
        asking.caller(bearer(token.token())).demand(Role.ADMIN);
        assertThatThrownBy(() -> asking.caller(bearer("zs_other"))).hasMessageContaining("not known here");
    }

    @Test
    void whatOthersReachNeedsALoginOrTheWordOfWhoRunsIt() {
        for (boolean loopback : new boolean[] {true, false}) {
            String url = loopback ? "https://labels.example.org" : OFF;
            assertThatThrownBy(() -> new Access(settings(OFF, "auto", url, ProxySettings.defaults()), loopback, clock))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("nothing says who may do what")
                    .hasMessageContaining("access.file");
            Access open = new Access(settings(OFF, "viewer", url, ProxySettings.defaults()), loopback, clock);
            Caller nobody = open.caller(said("10.0.0.9", null, Map.of()));
            nobody.demand(Role.VIEWER);
            assertThatThrownBy(() -> nobody.demand(Role.CONTRIBUTOR, "flags")).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void aNameThatOthersUseIsAWordThatTheyReachIt() {
        AccessSettings named = new AccessSettings(
                OFF,
                "auto",
                OFF,
                "labels.example.org",
                ProxySettings.defaults(),
                OidcSettings.defaults(),
                OFF,
                Duration.ofHours(1),
                10);
        assertThatThrownBy(() -> new Access(named, true, clock)).hasMessageContaining("access.hosts says");
        assertThatThrownBy(() -> settings(OFF, "auto", "https://my_host", ProxySettings.defaults()))
                .hasMessageContaining("no name of a host");
    }

    @Test
    void aTokenThatIsTakenBackIsNoneWithinASecondNorIsItsSession() throws IOException {
        Path file = tokens();
        Access access = new Access(settings(file.toString(), "auto", OFF, ProxySettings.defaults()), true, clock);
        String cookie = access.login("127.0.0.1", token.token()).cookie();
        Credentials session = said("127.0.0.1", cookie, Map.of());
        assertThat(access.caller(session).browser()).isTrue();
        access.caller(session).demand(Role.ADMIN);

        Files.writeString(file, "tokens: []\n");
        Files.setLastModifiedTime(file, FileTime.from(now));
        now = now.plusSeconds(1);

        assertThat(access.caller(session).maySomewhere(Role.VIEWER)).isFalse();
        assertThatThrownBy(() -> access.caller(bearer(token.token()))).isInstanceOf(RefusedException.class);
    }

    /** At the login and with requests alike. */
    @Test
    void wrongTokensOfAClientAreLookedAtOnlySoOften() throws IOException {
        Access access = new Access(settings(tokens().toString(), "auto", OFF, ProxySettings.defaults()), true, clock);
        for (int i = 0; i < AccessSettings.defaults().wrongTokensPerMinute(); i++) {
            boolean login = i % 2 == 0;
            assertThatThrownBy(() -> {
                        if (login) {
                            access.login("127.0.0.1", "zs_wrong");
                        } else {
                            access.caller(bearer("zs_wrong"));
                        }
                    })
                    .hasMessageContaining("not known here, or has expired");
        }
        assertThatThrownBy(() -> access.login("127.0.0.1", token.token())).hasMessageContaining("not looked at");
        assertThatThrownBy(() -> access.caller(bearer(token.token()))).hasMessageContaining("not looked at");

        String cookie = access.login("10.0.0.9", token.token()).cookie();
        access.caller(said("127.0.0.1", cookie, Map.of())).demand(Role.ADMIN);
        assertThat(access.caller(said("127.0.0.1", null, Map.of())).kind()).isEqualTo(Caller.Kind.ANONYMOUS);
    }

    @Test
    void aFileThatIsBrokenIsToldAndWhatItSaidCountsOn() throws IOException {
        Path file = tokens();
        Access access = new Access(settings(file.toString(), "auto", OFF, ProxySettings.defaults()), true, clock);
        Files.writeString(file, "tokens:\n  -\n");
        now = now.plusSeconds(2);
        assertThat(access.problem().orElseThrow()).contains("an entry of tokens is empty");
        Files.writeString(file, "tokens: [{");
        now = now.plusSeconds(2);

        access.caller(bearer(token.token())).demand(Role.ADMIN);
        assertThat(access.problem().orElseThrow()).contains("can no longer be read", "not YAML");

        Files.writeString(file, "# mended\ntokens:\n" + token.entry().indent(2));
        now = now.plusSeconds(2);
        assertThat(access.problem()).isEmpty();
        assertThatThrownBy(() -> new Access(
                        settings(folder.resolve("away").toString(), "auto", OFF, ProxySettings.defaults()),
                        true,
                        clock))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    void sessionsEndAndAreNobodyElses() throws IOException {
        String file = tokens().toString();
        Access access = new Access(settings(file, "auto", OFF, ProxySettings.defaults()), true, clock);
        String cookie = access.login("127.0.0.1", token.token()).cookie();
        Access other = new Access(settings(file, "auto", OFF, ProxySettings.defaults()), true, clock);

        assertThat(other.caller(said("127.0.0.1", cookie, Map.of())).kind()).isEqualTo(Caller.Kind.ANONYMOUS);
        String forged = cookie.substring(0, cookie.length() - 2) + (cookie.endsWith("AA") ? "BB" : "AA");
        assertThat(access.caller(said("127.0.0.1", forged, Map.of())).kind()).isEqualTo(Caller.Kind.ANONYMOUS);
        assertThat(access.caller(said("127.0.0.1", "nonsense", Map.of())).kind())
                .isEqualTo(Caller.Kind.ANONYMOUS);
        now = now.plus(Duration.ofHours(13));
        assertThat(access.caller(said("127.0.0.1", cookie, Map.of())).kind()).isEqualTo(Caller.Kind.ANONYMOUS);
    }

    @Test
    void gatewaysWithOneKeyKnowEachOthersSessions() throws IOException {
        Path key = folder.resolve("key");
        Files.writeString(key, "0123456789abcdef0123456789abcdef");
        AccessSettings settings = new AccessSettings(
                tokens().toString(),
                "auto",
                OFF,
                OFF,
                ProxySettings.defaults(),
                OidcSettings.defaults(),
                key.toString(),
                Duration.ofHours(1),
                10);
        String cookie = new Access(settings, true, clock)
                .login("127.0.0.1", token.token())
                .cookie();

        new Access(settings, true, clock)
                .caller(said("127.0.0.1", cookie, Map.of()))
                .demand(Role.ADMIN);

        Files.writeString(key, "short");
        assertThatThrownBy(() -> new Access(settings, true, clock)).hasMessageContaining("has 5 bytes");
    }

    @Test
    void aProxyIsBelievedFromItsAddressOnlyAndOnce() throws IOException {
        Path file = file("people: {ann: {role: editor}}\ngroups: {ops: {role: admin}}\n");
        ProxySettings proxy = new ProxySettings("X-Forwarded-User", "X-Forwarded-Groups", "10.0.0.5, 10.0.0.6");
        Access access = new Access(settings(file.toString(), "auto", OFF, proxy), false, clock);
        Map<String, List<String>> ann = Map.of("X-Forwarded-User", List.of("ann"));

        Caller caller = access.caller(said("10.0.0.6", null, ann));
        caller.demand(Role.EDITOR);
        assertThat(caller.name()).isEqualTo("ann");
        assertThat(caller.browser())
                .as("the proxy knows it by a cookie of its own")
                .isTrue();
        Access six = new Access(
                settings(file.toString(), "auto", OFF, new ProxySettings("X-Forwarded-User", OFF, "::1")),
                false,
                clock);
        assertThat(six.caller(said("[0:0:0:0:0:0:0:1]", null, ann)).name()).isEqualTo("ann");
        assertThat(access.caller(said("10.0.0.7", null, ann)).kind()).isEqualTo(Caller.Kind.ANONYMOUS);
        access.caller(said(
                        "10.0.0.5",
                        null,
                        Map.of("X-Forwarded-User", List.of("bob"), "X-Forwarded-Groups", List.of("x, ops"))))
                .demand(Role.ADMIN);
        assertThatThrownBy(
                        () -> access.caller(said("10.0.0.5", null, Map.of("X-Forwarded-User", List.of("ann", "bob")))))
                .hasMessageContaining("more than once");
        assertThatThrownBy(() -> access.caller(said("10.0.0.5", null, Map.of("X-Forwarded-User", List.of("a\u202eb")))))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> new Access(
                        settings(file.toString(), "auto", OFF, new ProxySettings("X-Forwarded-User", OFF, OFF)),
                        false,
                        clock))
                .hasMessageContaining("access.proxy.addresses is none");
        assertThatThrownBy(() -> new ProxySettings("X-Forwarded-User", OFF, "proxy.local"))
                .hasMessageContaining("no IP address");
    }
}
