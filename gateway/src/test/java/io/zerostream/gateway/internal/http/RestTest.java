package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestTest {
    private static final String NORWAY =
            "{\"name\": \"Norway\", \"attributes\": {\"red\": 1, \"white\": 1, \"blue\": 1, \"upright_cross\": 1}}";

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

    @Test
    void addsListsAndRemovesAClass() throws Exception {
        Http.Answer added = http.post("/api/classes", NORWAY);

        assertThat(added.status()).isEqualTo(200);
        assertThat(added.body().path("set").asText()).isEqualTo("flags");
        assertThat(added.body().path("revision").asLong()).isEqualTo(2);
        assertThat(added.body().path("changed").asBoolean()).isTrue();
        JsonNode norway = entry(http.get("/api/classes").body(), "Norway");
        assertThat(norway.path("seen").asBoolean()).isFalse();
        assertThat(names(norway.path("attributes"))).containsExactly("blue", "red", "upright_cross", "white");

        Http.Answer removed = http.delete("/api/classes/Norway?set=flags");

        assertThat(removed.body().path("revision").asLong()).isEqualTo(3);
        assertThat(entry(http.get("/api/classes?set=flags").body(), "Norway").isMissingNode())
                .isTrue();
    }

    @Test
    void aClassFromExamplesMayHaveNegativeValuesAndSaysWhereItComesFrom() throws Exception {
        String vector = "{\"name\": \"Kiwi\", \"attributes\": {\"red\": -0.25, \"white\": 0.5}";

        assertThat(http.post("/api/classes", vector + "}").code()).isEqualTo("bad_value");
        assertThat(http.post("/api/classes", vector + ", \"provenance\": \"EXAMPLES\"}")
                        .status())
                .isEqualTo(200);

        JsonNode kiwi = entry(http.get("/api/classes").body(), "Kiwi");
        assertThat(kiwi.path("provenance").asText()).isEqualTo("EXAMPLES");
        assertThat(kiwi.path("attributes").path("red").floatValue()).isEqualTo(-0.25f);
    }

    /** What is wanted and what serves are two things: the job may have refused it. */
    @Test
    void tellsWhichModelIsWantedAndWhichServes() throws Exception {
        JsonNode models = http.get("/api/models").body();
        assertThat(models.at("/models/0/active").asBoolean()).isTrue();
        assertThat(models.path("serving").isNull()).as("the job has not said").isTrue();

        assertThat(models.at("/models/0/serves").asBoolean()).isFalse();

        server.serves("older 0.9");
        assertThat(http.get("/api/models").body().path("serving").asText()).isEqualTo("older 0.9");
        assertThat(http.get("/api/models").body().at("/models/0/serves").asBoolean())
                .isFalse();
        server.serves("flags-nano 1.0");
        assertThat(http.get("/api/models").body().at("/models/0/serves").asBoolean())
                .isTrue();
    }

    @Test
    void takesPicturesForAnAliasOfASetAsTheJobDoes() throws Exception {
        Http.Answer aliased = http.upload("/api/images?class_set=all", "image/png", Pictures.flag(1));
        assertThat(aliased.status()).isEqualTo(202);
        assertThat(server.uploaded().get(0).getClassSet()).isEqualTo("all");

        Http.Answer neither = http.upload("/api/images?class_set=none", "image/png", Pictures.flag(1));
        assertThat(neither.status()).isEqualTo(404);
        assertThat(neither.body().at("/error/message").asText()).contains("'none'");
    }

    @Test
    void showsTheCardOfAPublishedModel() throws Exception {
        HttpResponse<String> card = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.url().resolve("/api/models/flags-nano/1.0/card"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(card.statusCode()).isEqualTo(200);
        assertThat(card.headers().firstValue("content-type").orElseThrow()).startsWith("text/markdown");
        assertThat(card.body()).contains("# flags-nano 1.0").contains("| T1 | 69.00 % |");
        assertThat(http.get("/api/models/flags-nano/2.0/card").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"a/b,a%2Fb", "100% & ?,100%25%20%26%20%3F", "<b>,%3Cb%3E", "日本,%E6%97%A5%E6%9C%AC", "x\\y;z,x%5Cy%3Bz"})
    void removesClassesOfAnyName(String name, String encoded) throws Exception {
        assertThat(http.post("/api/classes", NORWAY.replace("Norway", name.replace("\\", "\\\\")))
                        .status())
                .isEqualTo(200);

        Http.Answer removed = http.delete("/api/classes/" + encoded);

        assertThat(removed.status()).as(removed.body().toString()).isEqualTo(200);
        assertThat(server.view().set("flags").orElseThrow().getMembers()).doesNotContain(name);
    }

    @Test
    void namesTheNearestAttributes() throws Exception {
        Http.Answer refused = http.post("/api/classes", "{\"name\": \"X\", \"attributes\": {\"crecsent\": 1}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("unknown_attribute");
        assertThat(refused.body().at("/error/nearest/0").asText()).isEqualTo("crescent");
        assertThat(refused.body().at("/error/unknown").asText()).isEqualTo("crecsent");
        assertThat(refused.body().at("/error/hint").asText()).contains("crescent");
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
    void editsASet() throws Exception {
        assertThat(http.put("/api/sets/flags", "{\"gamma\": 0.3, \"top_k\": 2, \"expected_revision\": 1}")
                        .body()
                        .path("revision")
                        .asLong())
                .isEqualTo(2);
        JsonNode again = http.put("/api/sets/flags", "{\"top_k\": 2, \"author\": \"me\"}")
                .body();
        assertThat(again.path("changed").isBoolean()).isTrue();
        assertThat(again.path("changed").asBoolean()).as("it was so already").isFalse();
        assertThat(again.path("revision").asLong()).isEqualTo(2);
        JsonNode set = http.get("/api/sets").body().at("/sets/0");
        assertThat(set.path("gamma").asDouble()).isEqualTo(0.3, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(set.path("unknown_threshold").asDouble()).isEqualTo(0.2, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(http.put("/api/sets/flags", "{\"gamma\": 0.3, \"expected_revision\": 1}")
                        .status())
                .isEqualTo(409);
        assertThat(http.put("/api/sets/flags", "{\"gamma\": 3}").status()).isEqualTo(400);
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
    void reportsStatusAndSaysWhatIsMissing() throws Exception {
        JsonNode before = http.get("/api/status").body();
        assertThat(before.path("status").asText()).as("the job has not said").isEqualTo("waiting");
        assertThat(before.path("serving").isNull()).isTrue();
        assertThat(before.at("/deployment/version").asText()).isEqualTo("1.0");
        server.serves("flags-nano 0.9");
        assertThat(http.get("/api/status").body().path("status").asText())
                .as("not what is wanted")
                .isEqualTo("waiting");
        server.serves("flags-nano 1.0");
        JsonNode serves = http.get("/api/status").body();
        assertThat(serves.path("status").asText()).isEqualTo("ok");
        assertThat(serves.at("/serving/model").asText()).isEqualTo("flags-nano 1.0");

        server.problems().add("cannot read topic 'labels'");

        JsonNode status = http.get("/api/status").body();
        assertThat(status.path("status").asText()).isEqualTo("degraded");
        assertThat(status.at("/problems/0").asText()).contains("labels");
    }

    @Test
    void theStatusIsShortHoweverMuchIsMissing() throws Exception {
        String[] missing =
                IntStream.range(0, 20_000).mapToObj(i -> "class " + i).toArray(String[]::new);
        for (int i = 0; i < 300; i++) {
            Flags.putSet(server.view(), i < 10 ? Flags.set("a" + i, 1, missing) : Flags.set("set " + i, 1, "Nowhere"));
        }

        Http.Answer status = http.get("/api/status");
        assertThat(status.raw().body()).hasSizeLessThan(64 * 1024);
        assertThat(status.body().path("status").asText()).isEqualTo("degraded");
        assertThat(status.body().path("problems")).hasSizeLessThan(30);
        assertThat(status.body().at("/problems/0").asText()).contains("a0", "20000 of 20000 classes");
        assertThat(status.body().path("set_count").asInt()).isEqualTo(301);
        assertThat(status.body().at("/sets/0/missing").asInt()).isEqualTo(20_000);
    }

    @Test
    void showsLabelsDeadLettersAndCounts() throws Exception {
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan", "Chile"), 100, false);
        server.feed().label(Records.label("e2", Outcome.UNKNOWN, "Chile"), 100, false);
        server.feed().deadLetter(Records.letter("e3"), 100, false);
        server.feed().notice(Records.refusal(), 100, false);

        JsonNode label = http.get("/api/labels?event_id=e1").body().at("/labels/0");
        assertThat(label.path("label").asText()).isEqualTo("Japan");
        assertThat(label.path("verdict").asText()).isEqualTo("right");
        assertThat(label.path("class_set_revision").asLong()).isEqualTo(1);
        assertThat(label.at("/timings/inference_us").asLong()).isEqualTo(31_000);
        assertThat(http.get(label.path("picture").asText()).raw().body()).isEqualTo(Pictures.flag(1));
        assertThat(http.get("/api/labels?limit=1").body().path("labels")).hasSize(1);
        assertThat(http.get("/api/dead-letters")
                        .body()
                        .at("/dead_letters/0/reason")
                        .asText())
                .isEqualTo("UNDECODABLE");
        JsonNode notice = http.get("/api/notices").body().at("/notices/0");
        assertThat(notice.path("kind").asText()).isEqualTo("alarm");
        assertThat(notice.path("message").asText()).contains("does not fit space");
        JsonNode stats = http.get("/api/stats").body();
        assertThat(stats.at("/totals/labels").asLong()).isEqualTo(2);
        assertThat(stats.at("/totals/unknown_share").asDouble()).isEqualTo(0.5);
        assertThat(stats.at("/classes/0/name").asText()).isEqualTo("Japan");
        assertThat(stats.path("windows").isArray()).isTrue();
    }

    @Test
    void servesTheConsoleUnderAStrictPolicy() throws Exception {
        Http.Answer page = http.get("/");

        assertThat(page.raw().headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        String html = new String(page.raw().body(), StandardCharsets.UTF_8);
        assertThat(html).contains("<h1>ZeroStream</h1>").doesNotContain("http://", "https://");
        for (String file : List.of("console.css", "main.js", "icon.svg", "classes.js")) {
            Http.Answer part = http.get("/console/" + file);
            assertThat(part.status()).isEqualTo(200);
            assertThat(part.raw().headers().firstValue("X-Content-Type-Options"))
                    .contains("nosniff");
        }
        assertThat(http.get("/console/../Gateway.class").status()).isEqualTo(404);
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

    @Test
    void namesThePortThatIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GatewayConfig config = GatewayConfig.defaults(new KafkaConnection("localhost:1", "http://localhost:1"))
                    .withAddress("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> new WebServer(
                            config,
                            null,
                            null,
                            server.feed(),
                            server.hub(),
                            event -> {},
                            new Problems(null, List::of),
                            new PrometheusRegistry(),
                            Clock.systemUTC()))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is in use");
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode entry(JsonNode answer, String name) {
        for (JsonNode entry : answer.path("classes")) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        return answer.path("none");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
