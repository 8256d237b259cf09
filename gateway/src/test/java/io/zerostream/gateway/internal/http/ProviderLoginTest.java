package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.config.ProxySettings;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.access.LoginProvider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser logs in at a real provider of OpenID Connect. */
class ProviderLoginTest {
    /** What people call the gateway; the test goes to where it listens. */
    private static final URI PUBLIC = URI.create("http://localhost:1");

    private final LoginProvider provider = new LoginProvider(0);
    private TestServer server;
    private Http http;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("access.yaml");
        Files.writeString(file, "groups: {birders: {sets: {birds: editor}}}\neveryone: {role: viewer}\n");
        server = new TestServer(new AccessSettings(
                file.toString(),
                "auto",
                PUBLIC.toString(),
                GatewayConfig.NOT_ASKED,
                ProxySettings.defaults(),
                new OidcSettings(provider.issuer(), "gate", OidcSettings.NONE, "openid email", "email", "groups"),
                GatewayConfig.NOT_ASKED,
                Duration.ofHours(1),
                10));
        http = new Http(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    private static String cookie(Http.Answer answer, String name) {
        String set = answer.raw().headers().allValues("Set-Cookie").stream()
                .filter(text -> text.startsWith(name + '='))
                .findFirst()
                .orElseThrow();
        assertThat(set).contains("HttpOnly");
        return set.substring(0, set.indexOf(';'));
    }

    private Http.Answer callback(URI sentBack, String cookie) throws Exception {
        return http.send(http.to(sentBack.getRawPath() + '?' + sentBack.getRawQuery())
                .header("Cookie", cookie)
                .GET());
    }

    @Test
    void whoTheProviderNamesIsKnownFromThenOn() throws Exception {
        List<String> groups = IntStream.range(0, 300)
                .mapToObj(i -> i == 250 ? "birders" : "00000000-0000-0000-0000-000000000" + (100 + i))
                .toList();
        provider.says(Map.of("email", "ann@example.org", "groups", groups));
        assertThat(http.get("/api/me").body().at("/ways/provider").asText()).isEqualTo("/auth/login");
        Http.Answer begun = http.get("/auth/login");
        assertThat(begun.status()).isEqualTo(303);
        String flow = cookie(begun, "zerostream-login");
        URI sentBack = provider.browse(
                URI.create(begun.raw().headers().firstValue("Location").orElseThrow()),
                PUBLIC.resolve(Access.CALLBACK));

        assertThat(callback(sentBack, "zerostream-login=stolen").code()).isEqualTo("login_refused");
        Http.Answer in = callback(sentBack, flow);

        assertThat(in.status()).as(in.body().toString()).isEqualTo(303);
        assertThat(in.raw().headers().firstValue("Location")).hasValue("/");
        String session = cookie(in, "zerostream-session");
        Http.Answer me = http.send(http.to("/api/me").header("Cookie", session).GET());
        assertThat(me.body().at("/name").asText()).isEqualTo("ann@example.org");
        assertThat(me.body().at("/kind").asText()).isEqualTo("person");
        assertThat(me.body().at("/role").asText()).isEqualTo("viewer");
        assertThat(me.body().at("/sets/birds").asText()).isEqualTo("editor");
        assertThat(server.changes()).singleElement().satisfies(entry -> assertThat(entry.getWho())
                .isEqualTo("ann@example.org"));
        // a flow is no session
        assertThat(http.send(http.to("/api/labels")
                                .header("Cookie", flow.replace("zerostream-login", "zerostream-session"))
                                .GET())
                        .status())
                .isEqualTo(401);
    }
}
