package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.feedback.Judgements;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.schemas.avro.Feedback;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people say that pictures show, over HTTP. */
class FeedbackRestTest {
    private static final Instant CAPTURED = Instant.parse("2026-11-20T10:00:00Z");

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

    private void labelled(String id, String source, Outcome outcome, String... classes) {
        server.feed()
                .label(
                        ZeroShotLabel.newBuilder(Records.label(id, outcome, classes))
                                .setSourceId(source)
                                .setCapturedAt(CAPTURED)
                                .build(),
                        100,
                        false);
    }

    private Http.Answer says(String id, String truth) throws Exception {
        return http.post(
                "/api/feedback",
                "{\"pictures\": [{\"event_id\": \"" + id + "\", \"source\": \"camera\"}], " + truth
                        + ", \"author\": \"Ada\"}");
    }

    private JsonNode listed(String query) throws Exception {
        return http.get("/api/feedback" + query).body().path("feedback");
    }

    @Test
    void keepsWhatThePictureShowsBesideWhatItsLabelSaid() throws Exception {
        labelled("e1", "camera", Outcome.LABELLED, "Chile", "Japan");
        Http.Answer given = says("e1", "\"truth\": \"Japan\"");
        assertThat(given.status()).isEqualTo(200);
        JsonNode said = listed("");
        assertThat(said).hasSize(1).containsExactlyElementsOf(given.body().path("feedback"));
        JsonNode first = said.path(0);
        assertThat(first.path("truth").asText()).isEqualTo("Japan");
        assertThat(first.path("label").asText()).isEqualTo("Chile");
        assertThat(first.path("right").asBoolean()).isFalse();
        assertThat(first.path("captured_at").asText()).isEqualTo(CAPTURED.toString());
        assertThat(first.path("class_set_revision").asLong()).isEqualTo(1);
        assertThat(first.path("model_version").asText()).isEqualTo("1");
        assertThat(first.path("given_by").asText()).isEqualTo("Ada");
    }

    @Test
    void whatIsSaidAgainReplacesWhatWasSaidAndCanBeTakenBack() throws Exception {
        labelled("e1", "camera", Outcome.UNKNOWN, "Chile");
        says("e1", "\"truth\": \"Japan\"");
        says("e1", "\"none_of_these\": true");
        assertThat(listed("")).singleElement().satisfies(said -> {
            assertThat(said.path("truth").isNull()).isTrue();
            assertThat(said.path("label").isNull()).isTrue();
            assertThat(said.path("right").asBoolean())
                    .as("UNKNOWN, and rightly so")
                    .isTrue();
        });
        assertThat(http.delete("/api/feedback?event_id=e1&source=camera").status())
                .isEqualTo(200);
        assertThat(listed("")).isEmpty();
        assertThat(http.delete("/api/feedback?event_id=e1").code()).isEqualTo("not_found");
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        labelled("e1", "camera", Outcome.LABELLED, "Chile");
        assertThat(says("e2", "\"truth\": \"Chile\"").code()).isEqualTo("not_found");
        Http.Answer misspelt = says("e1", "\"truth\": \"Jepan\"");
        assertThat(misspelt.code()).isEqualTo("unknown_class");
        assertThat(misspelt.body().at("/error/nearest/0").asText()).isEqualTo("Japan");
        assertThat(says("e1", "\"truth\": null").code()).isEqualTo("bad_value");
        assertThat(says("e1", "\"truth\": \"Chile\", \"none_of_these\": true").code())
                .isEqualTo("bad_value");
        assertThat(http.post("/api/feedback", "{\"pictures\": [], \"truth\": \"Chile\"}")
                        .code())
                .isEqualTo("bad_value");
        assertThat(http.post("/api/feedback", "{\"pictures\": [null], \"truth\": \"Chile\"}")
                        .code())
                .isEqualTo("bad_value");
        labelled("e1", "door", Outcome.LABELLED, "Chile");
        Http.Answer which =
                http.post("/api/feedback", "{\"pictures\": [{\"event_id\": \"e1\"}], \"truth\": \"Chile\"}");
        assertThat(which.body().at("/error/message").asText()).contains("several sources");
        assertThat(listed("")).isEmpty();
    }

    @Test
    void countsHowOftenLabelsWereRight() throws Exception {
        for (int i = 0; i < 4; i++) {
            labelled("right" + i, "camera", Outcome.LABELLED, "Japan");
            says("right" + i, "\"truth\": \"Japan\"");
        }
        labelled("wrong", "camera", Outcome.LABELLED, "Chile");
        says("wrong", "\"truth\": \"Japan\"");
        labelled("missed", "camera", Outcome.UNKNOWN, "Chile");
        says("missed", "\"truth\": \"Japan\"");
        labelled("stranger", "camera", Outcome.LABELLED, "Chile");
        says("stranger", "\"none_of_these\": true");
        labelled("rightly unknown", "camera", Outcome.UNKNOWN, "Chile");
        says("rightly unknown", "\"none_of_these\": true");

        JsonNode accuracy = http.get("/api/feedback/accuracy").body();
        assertThat(accuracy.at("/all/judged").asInt()).isEqualTo(8);
        assertThat(accuracy.at("/all/right").asInt()).isEqualTo(5);
        assertThat(accuracy.at("/all/unknown").asInt()).isEqualTo(1);
        JsonNode japan = accuracy.at("/classes/0");
        assertThat(japan.path("name").asText()).isEqualTo("Japan");
        assertThat(japan.at("/shares/judged").asInt()).isEqualTo(6);
        assertThat(japan.at("/shares/right").asInt()).isEqualTo(4);
        assertThat(japan.at("/shares/unknown").asInt()).isEqualTo(1);
        assertThat(japan.path("instead").asText()).isEqualTo("Chile");
        // Wilson's interval of 4 of 6, by hand
        assertThat(japan.at("/shares/low").asDouble()).isBetween(0.2999, 0.3000);
        assertThat(japan.at("/shares/high").asDouble()).isBetween(0.9032, 0.9034);
        JsonNode none = accuracy.at("/classes/1");
        assertThat(none.path("name").isNull()).isTrue();
        assertThat(none.path("instead").asText()).isEqualTo("Chile");
        assertThat(accuracy.at("/versions/0/class_set_revision").asLong()).isEqualTo(1);
        assertThat(accuracy.at("/versions/0/shares/judged").asInt()).isEqualTo(8);
        assertThat(http.get("/api/feedback/accuracy?to=2026-11-20T10:00:00Z")
                        .body()
                        .at("/all/judged")
                        .asInt())
                .as("captured before")
                .isZero();
        assertThat(http.get("/api/feedback/accuracy?set=birds").code()).isEqualTo("unknown_set");
    }

    @Test
    void givesItToOtherPrograms() throws Exception {
        labelled("e,1", "camera", Outcome.UNKNOWN, "Chile");
        says("e,1", "\"truth\": \"Japan\"");
        Http.Answer csv = http.get("/api/feedback/export?set=flags");
        assertThat(csv.raw().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(h -> assertThat(h).contains("feedback.csv"));
        List<String> lines =
                new String(csv.raw().body(), StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0))
                .startsWith("\"event_id\",\"source_id\",\"captured_at\",\"class_set\",\"truth\",\"label\",\"right\",");
        assertThat(lines.get(1))
                .startsWith("\"e,1\",\"camera\",\"2026-11-20T10:00:00Z\",\"flags\",\"Japan\",\"\",false,0.7,")
                .endsWith(",\"Ada\"");
        assertThat(lines).hasSize(2);

        JsonNode task =
                http.get("/api/feedback/export?format=label-studio").body().path(0);
        assertThat(task.at("/data/image").asText()).isEqualTo(server.url() + "/api/images/e%2C1?source=camera");
        JsonNode choice = task.at("/annotations/0/result/0");
        assertThat(choice.path("from_name").asText()).isEqualTo("class");
        assertThat(choice.path("to_name").asText()).isEqualTo("image");
        assertThat(choice.path("type").asText()).isEqualTo("choices");
        assertThat(choice.at("/value/choices/0").asText()).isEqualTo("Japan");
        assertThat(task.at("/predictions/0/result/0/value/choices/0").asText()).isEqualTo("none of these");
        assertThat(http.get("/api/feedback/export?format=xml").code()).isEqualTo("bad_value");

        labelled("@e2", "camera", Outcome.UNKNOWN, "Chile");
        says("@e2", "\"truth\": \"Japan\"");
        assertThat(new String(http.get("/api/feedback/export").raw().body(), StandardCharsets.UTF_8).lines())
                .as("formulas")
                .anyMatch(line -> line.startsWith("\"'@e2\",\"camera\","));
    }

    @Test
    @Timeout(60)
    void consolesHearOfIt() throws Exception {
        labelled("e1", "camera", Outcome.LABELLED, "Chile");
        HttpRequest request =
                http.to("/api/stream").header("Accept", "text/event-stream").build();
        try (InputStream stream = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofInputStream())
                .body()) {
            SseReader events = new SseReader(stream);
            await().until(() -> server.hub().listeners() == 1);
            says("e1", "\"truth\": \"Chile\"");
            JsonNode heard = events.next("feedback");
            assertThat(heard.path("class_set").asText()).isEqualTo("flags");
            assertThat(heard.path("pictures").asInt()).isEqualTo(1);
            assertThat(heard.size()).as("not who said what").isEqualTo(2);
        }
    }

    /** Else a picture that is known by now is counted as one that was not. */
    @Test
    void whatWasLookedAtIsJudgedThoughItHasANewerLabel() throws Exception {
        labelled("e1", "camera", Outcome.UNKNOWN, "Chile");
        server.feed()
                .label(
                        ZeroShotLabel.newBuilder(Records.label("e1", Outcome.LABELLED, "Japan"))
                                .setClassSetRevision(2L)
                                .build(),
                        100,
                        false);
        says("e1", "\"truth\": \"Japan\"");
        assertThat(listed("").path(0).path("right").asBoolean()).isTrue();
        http.post(
                "/api/feedback",
                "{\"pictures\": [{\"event_id\": \"e1\", \"class_set_revision\": 1, \"model_version\": \"1\"}],"
                        + " \"truth\": \"Japan\"}");
        assertThat(listed(""))
                .singleElement()
                .satisfies(said -> assertThat(said.path("right").asBoolean()).isFalse());
    }

    @Test
    void whileWhatWasSaidIsStillReadNothingIsSaidOfAll() throws Exception {
        server.complete(false);
        assertThat(http.get("/api/feedback/accuracy").body().path("complete").asBoolean())
                .isFalse();
        assertThat(http.get("/api/feedback/export").code()).isEqualTo("busy");
        assertThat(http.delete("/api/feedback?event_id=e1").code()).isEqualTo("busy");
        server.complete(true);
        assertThat(http.get("/api/feedback").body().path("complete").asBoolean())
                .isTrue();
        assertThat(http.get("/api/feedback/export").status()).isEqualTo(200);
    }

    @Test
    void whoTakesSomethingBackIsTold() throws Exception {
        labelled("e1", "camera", Outcome.UNKNOWN, "Chile");
        says("e1", "\"truth\": \"Japan\"");
        assertThat(server.changes()).isEmpty();
        http.delete("/api/feedback?event_id=e1&author=Ada");
        assertThat(server.changes()).singleElement().satisfies(change -> {
            assertThat(change.getAction()).isEqualTo("feedback.take-back");
            assertThat(change.getSaid()).isEqualTo("Ada");
            assertThat(change.getBefore()).contains("Japan");
        });
    }

    @Test
    void aSourceThatIsForgottenHasNone() throws Exception {
        labelled("e1", "camera", Outcome.LABELLED, "Chile");
        says("e1", "\"truth\": \"Chile\"");
        assertThat(http.delete("/api/sources/door/recent")
                        .body()
                        .path("feedback")
                        .asInt())
                .isZero();
        assertThat(http.delete("/api/sources/camera/recent")
                        .body()
                        .path("feedback")
                        .asInt())
                .isEqualTo(1);
        assertThat(listed("")).isEmpty();
    }

    @Test
    void theNewestAreKeptAndTheRestIsCounted() {
        Judgements judgements = new Judgements(2);
        for (String id : List.of("a", "b", "a", "c")) {
            judgements.apply(Judgements.key("camera", id, "flags"), said(id));
        }
        assertThat(judgements.newest()).extracting(Feedback::getEventId).containsExactly("c", "a");
        assertThat(judgements.dropped()).isEqualTo(1);
        assertThatThrownBy(() -> judgements.apply("elsewhere", said("d"))).isInstanceOf(ForeignRecordException.class);
        judgements.apply(Judgements.key("camera", "c", "flags"), null);
        assertThat(judgements.of("camera", "c", "flags")).isEmpty();
        judgements.forget();
        assertThat(judgements.newest()).isEmpty();
    }

    private static Feedback said(String id) {
        return new Feedback(
                id, "camera", CAPTURED, "flags", "Japan", null, 0.5f, 0.1f, 1L, "flags-nano", "1", Instant.EPOCH, "");
    }
}
