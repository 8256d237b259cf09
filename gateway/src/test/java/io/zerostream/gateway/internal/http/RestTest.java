package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.live.RecentChanges;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.avro.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway tells over HTTP: models, status, what came lately, the console. */
class RestTest {
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
    void namesThePortThatIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GatewayConfig config = GatewayConfig.defaults(new KafkaConnection("localhost:1", "http://localhost:1"))
                    .withAddress("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> new WebServer(
                            config,
                            new Access(config.access(), true, Clock.systemUTC()),
                            entry -> {},
                            new RecentChanges(1),
                            new Registries(
                                    new ClassRegistry(Flags.view(), Flags.log(entry -> {}), Clock.systemUTC()),
                                    new ModelRegistryView(),
                                    "default",
                                    "flags",
                                    deployment -> Optional.empty()),
                            null,
                            null,
                            server.feed(),
                            server.history(),
                            server.feedback(),
                            null,
                            null,
                            null,
                            server.hub(),
                            (event, trace) -> () -> {},
                            null,
                            new Problems(null, List::of),
                            new Health(List::of, List::of),
                            new PrometheusRegistry(),
                            Clock.systemUTC()))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is in use");
        }
    }
}
