package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.config.ProxySettings;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, over HTTP. */
class AccessRestTest {
    /** Needs nobody to be known. */
    private static final Set<String> OPEN = Set.of(
            "GET /",
            "GET /api/me",
            "POST /api/login",
            "POST /api/logout",
            "GET /auth/login",
            "GET /auth/callback",
            "GET /openapi.json",
            "GET /health/live",
            "GET /health/ready",
            "GET /v2",
            "GET /v2/health/live",
            "GET /v2/health/ready");

    private static final Set<String> FOR_EDITORS = Set.of(
            "GET /api/audit",
            "PUT /api/sets/{name}",
            "DELETE /api/sets/{name}",
            "POST /api/sets/{name}/rollback",
            "POST /api/sets/{name}/import",
            "POST /api/classes",
            "POST /api/classes/from-pictures",
            "DELETE /api/classes/{name}");

    /** They change nothing. */
    private static final Set<String> FOR_VIEWERS = Set.of("POST /api/classes/check");

    private static final Set<String> FOR_CONTRIBUTORS = Set.of(
            "GET /api/feedback",
            "POST /api/feedback",
            "DELETE /api/feedback",
            "GET /api/feedback/export",
            "POST /api/images",
            "POST /v1/images",
            "POST /api/dead-letters/retry",
            "POST /v2/models/{name}/infer",
            "POST /v2/models/{name}/versions/{version}/infer");

    private final Map<String, String> tokens = new HashMap<>();
    private Path file;
    private TestServer server;
    private Http http;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        StringBuilder yaml = new StringBuilder("tokens:\n");
        for (String role : List.of("viewer", "contributor", "editor", "admin")) {
            AccessToken token = AccessToken.draw("the " + role, role, Map.of(), null);
            tokens.put(role, token.token());
            yaml.append(token.entry().indent(2));
        }
        for (String set : List.of("birds", "flags")) {
            AccessToken some = AccessToken.draw(set, null, Map.of(set, "editor"), null);
            tokens.put(set, some.token());
            yaml.append(some.entry().indent(2));
        }
        file = folder.resolve("access.yaml");
        Files.writeString(file, yaml);
        server = new TestServer(new AccessSettings(
                file.toString(),
                "auto",
                GatewayConfig.NOT_ASKED,
                "labels.example.org",
                ProxySettings.defaults(),
                OidcSettings.defaults(),
                GatewayConfig.NOT_ASKED,
                Duration.ofHours(1),
                10));
        http = new Http(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder by(@Nullable String role, String path) {
        HttpRequest.Builder request = http.to(path);
        return role == null ? request : request.header("Authorization", "Bearer " + tokens.get(role));
    }

    private int status(@Nullable String role, String route) throws Exception {
        String[] parts = route.split(" ");
        String path = parts[1].replaceAll("\\{\\w+}", "nothing");
        return http.send(by(role, path).method(parts[0], BodyPublishers.noBody()))
                .status();
    }

    @Test
    void everyRouteAsksForItsRole() throws Exception {
        assertThat(server.routes())
                .containsAll(OPEN)
                .containsAll(FOR_EDITORS)
                .containsAll(FOR_CONTRIBUTORS)
                .containsAll(FOR_VIEWERS);
        for (String route : server.routes()) {
            if (OPEN.contains(route) || route.startsWith("GET /console/")) {
                assertThat(status(null, route)).as(route).isNotIn(401, 403);
                continue;
            }
            String needed = FOR_EDITORS.contains(route)
                    ? "editor"
                    : FOR_CONTRIBUTORS.contains(route)
                            ? "contributor"
                            : route.startsWith("GET ") || FOR_VIEWERS.contains(route) ? "viewer" : "admin";
            assertThat(status(null, route)).as(route).isEqualTo(401);
            List<String> roles = List.of("viewer", "contributor", "editor", "admin");
            for (String role : roles) {
                boolean may = roles.indexOf(role) >= roles.indexOf(needed);
                assertThat(status(role, route) == 403).as(route + " by " + role).isEqualTo(!may);
            }
        }
    }

    @Test
    void saysWhyNot() throws Exception {
        Http.Answer unknown = http.get("/api/labels");
        assertThat(unknown.code()).isEqualTo("unauthenticated");
        assertThat(unknown.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"zerostream\"");
        Http.Answer wrong = http.send(http.to("/api/labels").header("Authorization", "Bearer zs_wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body().toString()).contains("not known here").doesNotContain("zs_wrong");
        Http.Answer lacking = http.send(by("viewer", "/api/classes/Japan").DELETE());
        assertThat(lacking.code()).isEqualTo("forbidden");
        assertThat(lacking.body().at("/error/message").asText())
                .isEqualTo("token 'the viewer' has not the role editor");
    }

    @Test
    void whoTriesTokensIsAskedToWait() throws Exception {
        assertThat(http.send(by("editor", "/api/labels").GET()).status()).isEqualTo(200);
        for (int i = 0; i < AccessSettings.defaults().wrongTokensPerMinute(); i++) {
            assertThat(http.post("/api/login", "{\"token\": \"zs_wrong" + i + "\"}")
                            .status())
                    .isEqualTo(401);
        }
        String right = "{\"token\": \"" + tokens.get("viewer") + "\"}";
        for (Http.Answer late : List.of(
                http.post("/api/login", right),
                http.send(by("viewer", "/api/labels").GET()),
                http.send(by("viewer", "/v1/images").POST(BodyPublishers.ofByteArray(Pictures.flag(1)))))) {
            assertThat(late.status()).isEqualTo(429);
            assertThat(late.code()).isEqualTo("too_fast");
            assertThat(late.raw().headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 60L);
            assertThat(late.body().at("/error/hint").asText()).startsWith("wait ");
        }
        assertThat(http.send(by("editor", "/api/labels").GET()).status())
                .as("what worked before goes on working")
                .isEqualTo(200);
        assertThat(http.get("/health/live").status()).isEqualTo(200);
    }

    /** One that is too long for anybody: who is not known is told so, and nothing of the body is looked at. */
    @Test
    void aBodyOfNobodyIsNotRead() throws Exception {
        byte[] tooLong = new byte[TestServer.UPLOAD_BYTES + 1];
        Http.Answer refused = http.upload("/v1/images", "image/jpeg", tooLong);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("unauthenticated");
        assertThat(refused.body().at("/error/hint").asText()).contains("Bearer");
        HttpRequest.Builder withWrong = http.to("/v1/images")
                .header("Authorization", "Bearer zs_wrong")
                .POST(BodyPublishers.ofByteArray(tooLong));
        assertThat(http.send(withWrong).status()).isEqualTo(401);
        assertThat(http.send(by("contributor", "/v1/images").POST(BodyPublishers.ofByteArray(tooLong)))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aRoleOfOneSetIsOfNoOther() throws Exception {
        Http.Answer made = http.send(by("admin", "/api/sets/birds")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"members\": [\"Japan\", \"Chile\"]}")));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(200);
        String wren = "{\"name\": \"Wren\", \"attributes\": {\"red\": 1}, \"author\": \"somebody else\", \"set\": ";

        assertThat(classes("birds", wren + "\"birds\"}").status()).isEqualTo(200);
        Http.Answer refused = classes("birds", wren + "\"flags\"}");
        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(refused.body().at("/error/message").asText()).contains("of class set 'flags'");
        // a class is its space's, and Japan is in both sets
        Http.Answer shared = classes(
                "birds", "{\"name\": \"Japan\", \"attributes\": {\"red\": 1}, \"set\": \"birds\", \"replace\": true}");
        assertThat(shared.code()).isEqualTo("forbidden");
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);
        assertThat(http.send(by("birds", "/api/classes/Japan").DELETE()).code()).isEqualTo("forbidden");
        assertThat(http.send(by("birds", "/api/images?class_set=birds")
                                .POST(BodyPublishers.ofByteArray(Pictures.flag(1))))
                        .status())
                .isEqualTo(202);
        assertThat(http.send(by("birds", "/api/images").POST(BodyPublishers.ofByteArray(Pictures.flag(1))))
                        .code())
                .isEqualTo("forbidden");
    }

    /** Of one set only; a class that another set has is not theirs to change. */
    @Test
    void anEditorOfOneSetRollsBackAndImportsThatSetOnly() throws Exception {
        http.send(by("admin", "/api/sets/birds")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"members\": [\"Japan\", \"Chile\"]}")));
        String wren = "name,red\nWren,1\n";

        assertThat(table("birds", "birds", wren).status()).isEqualTo(200);
        for (String query : List.of("", "?dry_run=true")) {
            assertThat(table("birds", "flags" + query, wren).code()).isEqualTo("forbidden");
            assertThat(table("birds", "birds" + query, "name,red\nJapan,0\n").code())
                    .as("set flags has it too")
                    .isEqualTo("forbidden");
        }
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);
        assertThat(rollBack("birds", "flags").code()).isEqualTo("forbidden");
        assertThat(rollBack("birds", "birds").code()).as("they may").isEqualTo("bad_request");
    }

    private Http.Answer table(String by, String set, String csv) throws Exception {
        String[] parts = set.split("\\?");
        String query = parts.length == 1 ? "" : '?' + parts[1];
        return http.send(by(by, "/api/sets/" + parts[0] + "/import" + query).POST(BodyPublishers.ofString(csv)));
    }

    private Http.Answer rollBack(String by, String set) throws Exception {
        return http.send(by(by, "/api/sets/" + set + "/rollback")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    }

    private Http.Answer classes(String by, String body) throws Exception {
        return http.send(by(by, "/api/classes")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void whoMayJudgePicturesOfOneSetSeesAndJudgesThoseOnly() throws Exception {
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Chile"), 100, false);
        String says = "{\"pictures\": [{\"event_id\": \"e1\"}], \"truth\": \"Chile\"}";
        assertThat(feedback("birds", says).code()).isEqualTo("forbidden");
        Http.Answer given = feedback("flags", says);
        assertThat(given.body().at("/feedback/0/given_by").asText())
                .as("known, whatever is said")
                .isEqualTo("flags");
        assertThat(http.send(by("flags", "/api/feedback").GET()).body().path("feedback"))
                .hasSize(1);
        assertThat(http.send(by("birds", "/api/feedback").GET()).body().path("feedback"))
                .isEmpty();
        assertThat(http.send(by("birds", "/api/feedback?event_id=e1").DELETE()).code())
                .isEqualTo("forbidden");
    }

    private Http.Answer feedback(String role, String json) throws Exception {
        return http.send(by(role, "/api/feedback")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** Source {@code cam} has set birds, all others flags; alias {@code all} is flags. */
    @Test
    void aPictureIsOfTheSetThatTheJobWillTake() throws Exception {
        http.send(by("admin", "/api/sets/birds")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"members\": [\"Japan\", \"Chile\"]}")));
        server.sources(Map.of("cam", "birds", "all", "flags", "door", "all"));
        for (String of : List.of("?source=cam", "?source=%20cam%20", "?source=x&class_set=birds")) {
            assertThat(upload("birds", of)).as(of).isEqualTo(202);
            assertThat(upload("flags", of)).as(of).isEqualTo(403);
        }
        for (String of : List.of("", "?source=door", "?class_set=all", "?source=cam&class_set=flags")) {
            assertThat(upload("birds", of)).as(of).isEqualTo(403);
            assertThat(upload("flags", of)).as(of).isEqualTo(202);
        }
        // whoever asks for the alias would get that set
        HttpRequest.Builder set = by("editor", "/api/sets/all").header("Content-Type", "application/json");
        assertThat(http.send(set.PUT(BodyPublishers.ofString("{\"members\": [\"Japan\", \"Chile\"]}")))
                        .code())
                .isEqualTo("forbidden");
    }

    @Test
    void whoMaySendToASetMaySendItsPicturesAgain() throws Exception {
        ImageEvent event = Records.picture("a", Pictures.flag(1), null);
        server.feed().deadLetter(Records.holding(event, 17), 100, false);
        Http.Answer refused = retry("birds");
        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(refused.body().at("/error/message").asText()).contains("of class set 'flags'");
        assertThat(server.uploaded()).isEmpty();

        assertThat(retry("flags").status()).isEqualTo(200);
        assertThat(server.uploaded()).containsExactly(event);
        assertThat(server.changes()).extracting(AuditEntry::getWho).contains("flags");
    }

    private Http.Answer retry(String by) throws Exception {
        return http.send(by(by, "/api/dead-letters/retry")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\": \"UNDECODABLE\"}")));
    }

    private int upload(String by, String query) throws Exception {
        return http.send(by(by, "/api/images" + query).POST(BodyPublishers.ofByteArray(Pictures.flag(1))))
                .status();
    }

    @Test
    void headIsAnsweredAsGetIs() throws Exception {
        for (String path : List.of("/", "/health/live", "/console/main.js")) {
            assertThat(http.send(http.to(path).method("HEAD", BodyPublishers.noBody()))
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(http.send(http.to("/api/labels").method("HEAD", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(401);
        assertThat(http.send(by("editor", "/api/labels").method("HEAD", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoChangedWhatIsKnownWhateverTheySay() throws Exception {
        classes("editor", "{\"name\": \"Wales\", \"attributes\": {\"red\": 1}, \"author\": \"the king\"}");
        http.send(by("admin", "/api/classes/Wales?author=nobody").DELETE());

        assertThat(server.changes())
                .extracting(AuditEntry::getWho, AuditEntry::getAction, AuditEntry::getSubject)
                .containsExactly(
                        tuple("the editor", "class.add", "class/flags/Wales"),
                        tuple("the admin", "class.remove", "class/flags/Wales"));
        AuditEntry added = server.changes().get(0);
        assertThat(added.getBefore()).isNull();
        assertThat(added.getAfter()).contains("\"attributes\":{\"red\":1.0}", "\"author\":\"the editor\"");
        assertThat(added.getSaid()).isEmpty();
        assertThat(server.changes().get(1).getAfter()).isNull();
        assertThat(server.view().set("flags").orElseThrow().getAuthor()).isEqualTo("the admin");
        assertThat(http.send(by("editor", "/api/audit?subject=class/flags/Wales")
                                .GET())
                        .body()
                        .at("/entries/1/who")
                        .asText())
                .isEqualTo("the editor");
    }

    @Test
    void aBrowserLogsInAndOutAndOnlyItsOwnPageChangesThings() throws Exception {
        assertThat(http.post("/api/login", "{\"token\": \"zs_wrong\"}").status())
                .isEqualTo(401);
        Http.Answer in = http.post("/api/login", "{\"token\": \"" + tokens.get("editor") + "\"}");
        assertThat(in.status()).isEqualTo(200);
        String set = in.raw().headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(tokens.get("editor"));
        String cookie = set.substring(0, set.indexOf(';'));

        assertThat(http.send(http.to("/api/me").header("Cookie", cookie))
                        .body()
                        .at("/name")
                        .asText())
                .isEqualTo("the editor");
        assertThat(http.send(http.to("/api/labels").header("Cookie", cookie)).status())
                .isEqualTo(200);
        HttpRequest.Builder change =
                http.to("/api/classes/Japan").header("Cookie", cookie).DELETE();
        assertThat(http.send(change.copy()).code()).isEqualTo("forbidden_origin");
        assertThat(http.send(change.copy().header("Origin", "https://evil.example"))
                        .code())
                .isEqualTo("forbidden_origin");
        assertThat(http.send(change.copy().header("Sec-Fetch-Site", "cross-site"))
                        .code())
                .isEqualTo("forbidden_origin");
        assertThat(http.send(change.copy().header("Origin", server.url().toString()))
                        .status())
                .isEqualTo(200);
        String out = http.send(http.to("/api/logout")
                        .header("Cookie", cookie)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .raw()
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(out).contains("zerostream-session=;", "Expires=Thu, 01 Jan 1970");
        assertThat(server.changes()).extracting(AuditEntry::getAction).contains("login");
    }

    /** Its token is taken out of the file while it listens. */
    @Test
    void aConsoleThatMayListenNoLongerIsDropped() throws Exception {
        Http.Answer in = http.post("/api/login", "{\"token\": \"" + tokens.get("viewer") + "\"}");
        String set = in.raw().headers().firstValue("Set-Cookie").orElseThrow();
        HttpRequest listen = http.to("/api/stream")
                .header("Accept", "text/event-stream")
                .header("Cookie", set.substring(0, set.indexOf(';')))
                .build();
        try (InputStream events = HttpClient.newHttpClient()
                .send(listen, HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            await().until(() -> server.hub().listeners() == 1);
            Files.writeString(file, "tokens: []\n");
            // each is a chance to notice
            await().until(() -> {
                server.hub().publish("stats", Map.of());
                return server.hub().listeners() == 0;
            });
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("welcome");
        }
    }

    @Test
    void answersToTheNamesThatItWasGivenAndNoOthers() throws Exception {
        assertThat(raw("labels.example.org")).startsWith("HTTP/1.1 401");
        assertThat(raw("LABELS.example.org:" + server.url().getPort())).startsWith("HTTP/1.1 401");
        assertThat(raw("evil.example")).startsWith("HTTP/1.1 403").contains("not a name of this gateway");
        assertThat(raw("10.0.0.1")).as("it listens on loopback only").startsWith("HTTP/1.1 403");
    }

    private String raw(String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET /api/labels HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
