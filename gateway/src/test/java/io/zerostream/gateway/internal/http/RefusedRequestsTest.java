package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.config.ProxySettings;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a request is said in JSON: what, where and what to do, and nothing that harms who prints it. */
class RefusedRequestsTest {
    private TestServer server;
    private Http http;

    @BeforeEach
    void start() {
        server = new TestServer();
        http = new Http(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"X\", \"attributs\": {}}|attributs",
                "{\"name\": \"X\", \"attributes\": {\"red\": \"much\"}}|attributes.red",
                "{\"name\": \"X\", \"attributes\": {\"red\": 1}|not JSON",
                "{\"name\": \"X\", \"attributes\": {\"red\": NaN}}|not JSON",
                "[1]|the body",
                "null|null",
                "{} {}|",
                "{\"name\": \"X\", \"name\": \"Y\"}|",
            })
    void saysWhatIsWrongWithTheJson(String body, String inMessage) throws Exception {
        Http.Answer refused = http.post("/api/classes", body);

        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("bad_json");
        assertThat(refused.body().at("/error/message").asText()).contains(inMessage == null ? "" : inMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"top_k\": 1.5}|it is a whole number",
                "{\"top_k\": \"3\"}|it is a whole number",
                "{\"gamma\": true}|it is a number",
                "{\"members\": {}}|it is an array",
                "{\"calibration\": \"COSINE\"}|it is one of [SOFTMAX, LOGITS]",
                "{\"calibration\": 0}|it is one of [SOFTMAX, LOGITS]",
                "{\"author\": 5}|it is a text",
                "{\"author\": true}|it is a text",
                "{\"author\": 1.5}|it is a text",
                "{\"top_k\": 99999999999}|it is a whole number",
                "[]|it is an object",
            })
    void saysOfWhichKindAValueIs(String body, String hint) throws Exception {
        Http.Answer refused = http.put("/api/sets/flags", body);

        assertThat(refused.code()).as(refused.body().toString()).isEqualTo("bad_json");
        assertThat(refused.body().at("/error/hint").asText()).isEqualTo(hint);
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);
    }

    @Test
    void namesNothingOfTheProgramThatReadsJson() throws Exception {
        for (String body : List.of("{\"gamma\": NaN}", "[".repeat(2000), "{\"gamma\": [[1]]}")) {
            assertThat(http.put("/api/sets/flags", body).body().toString())
                    .contains("bad_json")
                    .doesNotContain("StreamRead", "JsonRead", "zerostream", "java.lang");
        }
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() throws Exception {
        byte[] body = "{\"name\": \"\u00ff\", \"attributes\": {\"red\": 1}}".getBytes(StandardCharsets.ISO_8859_1);

        Http.Answer refused = http.send(http.to("/api/classes")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("bad_json");
    }

    @Test
    void answersEveryFailureWithJsonAndTheRightStatus() throws Exception {
        assertThat(http.get("/api/nothing").status()).isEqualTo(404);
        assertThat(http.get("/api/nothing").code()).isEqualTo("not_found");
        assertThat(http.get("/api/classes?set=birds").code()).isEqualTo("unknown_set");
        assertThat(http.delete("/api/status").status()).isEqualTo(405);
        assertThat(http.get("/api/labels?limit=many").code()).isEqualTo("bad_value");
        assertThat(http.delete("/api/classes/Atlantis").status()).isEqualTo(404);
        assertThat(http.get("/api/stream").code()).isEqualTo("bad_request");
        assertThat(http.send(http.to("/api/classes").POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(415);
        assertThat(http.post("/api/classes", "\"" + "x".repeat(1_100_000) + "\"")
                        .status())
                .isEqualTo(413);
    }

    /** Callers print it on terminals. */
    @Test
    void repeatsNothingThatATerminalObeysAndNothingLong() throws Exception {
        String escape = "\u001b[2J\u202e" + "x".repeat(5000);
        String coded = URLEncoder.encode("\u001b[2J\u202e" + "x".repeat(500), StandardCharsets.UTF_8);
        String json = new ObjectMapper().writeValueAsString(escape);
        List<Http.Answer> answers = List.of(
                http.post("/api/classes", "{" + json + ": 1}"),
                http.post("/api/classes", "{\"attributes\": {" + json + ": []}}"),
                http.post("/api/classes", "{\"seen\": " + json + "}"),
                http.post("/api/classes", "{\"name\": " + escape + "}"),
                http.post("/api/classes", "nul\u0005\u001b[2J" + "l".repeat(5000)),
                http.post("/api/classes", "{\"name\": \"x\", \"attributes\": {" + json + ": 1}}"),
                http.put("/api/sets/flags", "{\"space\": " + json + "}"),
                http.put("/api/sets/flags", "{\"members\": [" + json + "]}"),
                http.put("/api/sets/" + coded, "{}"),
                http.delete("/api/classes/" + coded),
                http.get("/api/labels?limit=" + coded),
                http.get("/api/images/" + coded),
                http.get("/api/models/" + coded + "/" + coded + "/card"),
                http.get("/" + coded),
                http.upload("/api/images?class_set=" + coded, "image/png", Pictures.flag(1)),
                http.send(http.to("/api/classes")
                        .header("Content-Type", "\u009b2J" + "x".repeat(500))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))));

        for (Http.Answer answer : answers) {
            String message = answer.body().at("/error/message").asText();
            String hint = answer.body().at("/error/hint").asText();
            assertThat(answer.status()).as(message).isBetween(400, 499);
            assertThat(message).isNotBlank();
            assertThat((message + hint).codePoints())
                    .as(message + hint)
                    .allMatch(SafeText::seen)
                    .hasSizeLessThan(1500);
        }
    }

    @Test
    void whatIsToServeIsAskedForByNameAndRefusedWithoutKafka() throws Exception {
        assertThat(http.post("/api/deployment/activate", "{\"model\": \"flags-nano\"}")
                        .body()
                        .at("/error/message")
                        .asText())
                .isEqualTo("the body lacks 'version'");
        assertThat(http.put("/api/deployment/canary", "{\"version\": \"1\", \"part\": 1}")
                        .code())
                .isEqualTo("bad_json");
        assertThat(http.post("/api/deployment/rollback?deployment=%20", "{}").code())
                .isEqualTo("bad_name");
    }

    @Test
    void refusesOtherWebPagesAndForeignNames() throws Exception {
        Http.Answer foreign = http.send(http.to("/api/classes/Japan")
                .header("Origin", "http://evil.example")
                .DELETE());
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.code()).isEqualTo("forbidden_origin");
        String own = "http://" + server.url().getAuthority();
        assertThat(http.send(http.to("/api/classes/Japan").header("Origin", own).DELETE())
                        .status())
                .isEqualTo(200);
        assertThat(raw("GET /api/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    /** Nobody is asked, for only this computer reaches it; behind a proxy everybody would be this computer. */
    @Test
    void whatComesThroughAProxyIsRefusedWhereNobodyIsAsked() throws Exception {
        Http.Answer refused = http.send(http.to("/api/status").header("X-Forwarded-For", "198.51.100.7"));
        assertThat(refused.code()).isEqualTo("forbidden_origin");
        assertThat(refused.body().at("/error/hint").asText()).contains("access.anonymous");
    }

    @Test
    void thePageOfThePublicAddressIsItsOwnAndNoneOfThatNameByAnotherScheme() throws Exception {
        server.close();
        server = new TestServer(new AccessSettings(
                GatewayConfig.NOT_ASKED,
                "editor",
                "https://labels.example.org",
                GatewayConfig.NOT_ASKED,
                ProxySettings.defaults(),
                OidcSettings.defaults(),
                GatewayConfig.NOT_ASKED,
                Duration.ofHours(1),
                10));
        String own = server.url().getAuthority();

        assertThat(delete("labels.example.org", "http://labels.example.org")).startsWith("HTTP/1.1 403");
        assertThat(delete(own, "http://labels.example.org")).startsWith("HTTP/1.1 403");
        assertThat(delete("labels.example.org", "https://labels.example.org")).startsWith("HTTP/1.1 200");
        // a proxy that does not hand the name on
        assertThat(delete(own, "https://labels.example.org")).startsWith("HTTP/1.1 404");
        assertThat(delete(own, "http://" + own)).startsWith("HTTP/1.1 404");
    }

    private String delete(String host, String origin) throws IOException {
        return raw("DELETE /api/classes/Japan HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                + "\r\nConnection: close\r\n\r\n");
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
