package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.lens.SeeingModel;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures that people should look at, over HTTP. The model sees something like the flag of Japan in each. */
class ReviewRestTest {
    private TestServer server;
    private Http http;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.publishes(SeeingModel.version("flags-nano", "1"));
        http = new Http(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void labelled(String id, byte[] content, Outcome outcome, float margin) {
        server.feed().picture(Records.picture(id, content, null), false);
        ZeroShotLabel label = ZeroShotLabel.newBuilder(Records.label(id, outcome, "Chile", "Japan"))
                .setMargin(margin)
                .build();
        server.feed().label(label, 100, false);
    }

    private JsonNode looked(String query) {
        return await().until(
                        () -> http.get("/api/review" + query).body(),
                        review -> review.path("waiting").asInt() == 0);
    }

    @Test
    void groupsWhatTheModelDidNotKnow() throws Exception {
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        labelled("two", Pictures.flag(2), Outcome.UNKNOWN, 0.5f);
        labelled("sure", Pictures.flag(3), Outcome.LABELLED, 0.5f);
        labelled("unsure", Pictures.flag(4), Outcome.LABELLED, 0.05f);
        JsonNode review = looked("");
        assertThat(review.path("model").asText()).isEqualTo("flags-nano 1");
        assertThat(review.path("found").asInt()).isEqualTo(2);
        JsonNode group = review.at("/groups/0");
        assertThat(group.path("labels"))
                .extracting(l -> l.path("event_id").asText())
                .containsExactly("two", "one");
        assertThat(group.path("agreement").asDouble()).isBetween(0.999, 1.001);
        assertThat(group.at("/nearest/0/name").asText()).isEqualTo("Japan");
        assertThat(looked("?kind=unsure").path("found").asInt()).isEqualTo(1);
        assertThat(looked("?kind=both").path("found").asInt()).isEqualTo(3);
        assertThat(looked("?kind=both&margin=0.6").path("found").asInt()).isEqualTo(4);
        assertThat(looked("?groups=2").path("groups")).hasSize(2);
        assertThat(looked("?source=door").path("found").asInt()).isZero();
        for (String wrong : new String[] {"?kind=odd", "?kind=both&margin=2", "?groups=0", "?limit=301"}) {
            assertThat(http.get("/api/review" + wrong).code()).as(wrong).isEqualTo("bad_value");
        }
        assertThat(http.get("/api/review?set=birds").code()).isEqualTo("unknown_set");
    }

    /** Whoever chooses from what a camera sends has something that stays. */
    @Test
    void askedAgainItIsOfTheSamePicturesWhateverCame() throws Exception {
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        String until = looked("").path("until").asText();
        server.feed().picture(Records.picture("later", Pictures.flag(2), null), false);
        server.feed()
                .label(
                        ZeroShotLabel.newBuilder(Records.label("later", Outcome.UNKNOWN, "Chile", "Japan"))
                                .setLabelledAt(Instant.parse(until).plusSeconds(1))
                                .build(),
                        100,
                        false);
        JsonNode same = looked("?until=" + until);
        assertThat(same.path("found").asInt()).isEqualTo(1);
        assertThat(same.path("until").asText()).isEqualTo(until);
        assertThat(looked("").path("found").asInt()).isEqualTo(2);
        assertThat(looked("?until=2001-01-01T00:00:00Z").path("until").isNull()).isTrue();
        assertThat(http.get("/api/review?until=soon").code()).isEqualTo("bad_value");
    }

    @Test
    void whatSomebodyJudgedIsNotShownAgain() throws Exception {
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        http.post("/api/feedback", "{\"pictures\": [{\"event_id\": \"one\"}], \"truth\": \"Japan\"}");
        assertThat(looked("").path("found").asInt()).isZero();
    }

    /** It was labelled anew meanwhile. */
    @Test
    void whatIsKnownByNowIsNotShown() throws Exception {
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        ZeroShotLabel now = ZeroShotLabel.newBuilder(Records.label("one", Outcome.LABELLED, "Japan"))
                .setClassSetRevision(2L)
                .build();
        server.feed().label(now, 100, false);
        assertThat(looked("").path("found").asInt()).isZero();
    }

    @Test
    void saysWhichCannotBeCompared() throws Exception {
        labelled("broken", new byte[] {1, 2, 3}, Outcome.UNKNOWN, 0.5f);
        server.feed().label(Records.label("without", Outcome.UNKNOWN, "Chile"), 100, false);
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        JsonNode review = looked("");
        assertThat(review.path("found").asInt()).isEqualTo(3);
        assertThat(review.path("unusable").asInt()).isEqualTo(2);
        assertThat(review.at("/groups/0/labels")).hasSize(1);
    }

    @Test
    void saysWhyNobodyLooks() throws Exception {
        server.feed().picture(Records.picture("one", Pictures.flag(1), null), false);
        ZeroShotLabel label = ZeroShotLabel.newBuilder(Records.label("one", Outcome.UNKNOWN, "Chile"))
                .setModelVersion("gone")
                .build();
        server.feed().label(label, 100, false);
        http.get("/api/review");
        JsonNode review = await().until(() -> http.get("/api/review").body(), r -> !r.path("problem")
                .isNull());
        assertThat(review.path("problem").asText()).contains("flags-nano gone is not published");
        assertThat(review.path("waiting").asInt()).isEqualTo(1);
        assertThat(review.path("groups")).isEmpty();
    }

    @Test
    void picturesBecomeAClass() throws Exception {
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        labelled("two", Pictures.flag(2), Outcome.UNKNOWN, 0.5f);
        JsonNode mean = http.post(
                        "/api/classes/from-pictures",
                        "{\"name\": \"Nippon\", \"pictures\": [{\"event_id\": \"one\"}, {\"event_id\": \"two\"}]}")
                .body();
        assertThat(mean.path("set").asText()).isEqualTo("flags");
        assertThat(mean.path("examples").asInt()).isEqualTo(2);
        assertThat(mean.at("/nearest/0/name").asText()).isEqualTo("Japan");
        assertThat(mean.path("others").asInt()).isZero();
        assertThat(mean.path("warnings").toString())
                .contains("2 examples", "so few examples", "the gateway has too few recent pictures of them: 0");
        assertThat(server.view().set("flags").orElseThrow().getMembers())
                .as("nothing is written")
                .doesNotContain("Nippon");
        Http.Answer added = http.post(
                "/api/classes",
                "{\"name\": \"Nippon\", \"vector\": " + mean.path("vector") + ", \"provenance\": \"EXAMPLES\"}");
        assertThat(added.status()).isEqualTo(200);
        assertThat(server.view().set("flags").orElseThrow().getMembers()).contains("Nippon");

        assertThat(http.post("/api/classes/from-pictures", "{\"pictures\": [{\"event_id\": \"three\"}]}")
                        .code())
                .isEqualTo("not_found");
        server.feed().label(Records.label("without", Outcome.UNKNOWN, "Chile"), 100, false);
        assertThat(http.post("/api/classes/from-pictures", "{\"pictures\": [{\"event_id\": \"without\"}]}")
                        .body()
                        .at("/error/message")
                        .asText())
                .contains("has no picture 'without'");
    }

    @Test
    void filesBecomeAClass() throws Exception {
        String path = "/api/classes/from-pictures?name=Nippon";
        byte[] two = Forms.of(Pictures.flag(1), Pictures.flag(2));
        server.publishes(SeeingModel.version("flags-nano", "1.0"));
        server.sources(Map.of());
        JsonNode mean = http.upload(path, Forms.TYPE, two).body();
        assertThat(mean.path("model").asText()).isEqualTo("flags-nano 1.0");
        assertThat(mean.path("set").asText()).isEqualTo("flags");
        assertThat(mean.path("examples").asInt()).isEqualTo(2);
        assertThat(mean.at("/nearest/0/name").asText()).isEqualTo("Japan");
        assertThat(mean.path("warnings").toString())
                .as("what it stands in the place of")
                .contains("2 of the 2 examples are 'Japan' now", "of the 2 examples would be the new class");
        assertThat(mean.path("vector"))
                .hasSameSizeAs(server.view().space("flags").orElseThrow().getAttributes());
        assertThat(server.feed().labels().newest(10)).as("nothing is kept").isEmpty();

        for (int i = 0; i < 20; i++) {
            labelled("other" + i, Pictures.flag(i), Outcome.LABELLED, 0.5f);
        }
        byte[] withFields = Forms.with(Map.of("name", "Nippon", "set", "birds"), Pictures.flag(1));
        assertThat(http.upload("/api/classes/from-pictures", Forms.TYPE, withFields)
                        .code())
                .as("what stands in the form counts")
                .isEqualTo("unknown_set");
        assertThat(http.upload(path, Forms.TYPE, two).body().path("warnings").toString())
                .contains("of 6 other recent pictures");

        Http.Answer broken = http.upload(path, Forms.TYPE, Forms.of(Pictures.flag(1), new byte[] {1, 2, 3}));
        assertThat(broken.code()).isEqualTo("undecodable_picture");
        assertThat(broken.body().at("/error/message").asText()).startsWith("'a.png': the picture: ");
        Http.Answer bare = http.upload(path, "image/jpeg", Pictures.flag(1));
        assertThat(bare.code()).isEqualTo("unsupported_media");
        assertThat(bare.body().at("/error/hint").asText()).contains("multipart/form-data");
        assertThat(http.upload(path, Forms.TYPE, Forms.of()).code()).isEqualTo("bad_value");
        byte[][] many = new byte[51][];
        Arrays.fill(many, Pictures.flag(1));
        assertThat(http.upload(path, Forms.TYPE, Forms.of(many)).code()).isEqualTo("bad_value");
        assertThat(http.upload(path + "&set=birds", Forms.TYPE, two).code()).isEqualTo("unknown_set");
        byte[] large = new byte[40 << 20];
        assertThat(http.upload(path, Forms.TYPE, Forms.of(large)).code()).isEqualTo("body_too_large");
    }

    @Test
    void labelsOfASourceOrASetAreListed() throws Exception {
        labelled("one", Pictures.flag(1), Outcome.UNKNOWN, 0.5f);
        server.feed()
                .label(
                        ZeroShotLabel.newBuilder(Records.label("two", Outcome.LABELLED, "Chile"))
                                .setSourceId("yard")
                                .setClassSet("birds")
                                .build(),
                        100,
                        false);
        assertThat(http.get("/api/labels?source=yard").body().at("/labels"))
                .extracting(label -> label.path("event_id").asText())
                .containsExactly("two");
        assertThat(http.get("/api/labels?set=flags&limit=5").body().at("/labels"))
                .extracting(label -> label.path("event_id").asText())
                .containsExactly("one");
        assertThat(http.get("/api/labels?set=birds").code()).isEqualTo("unknown_set");
        Http.Answer nowhere = http.get("/api/labels?source=nowhere");
        assertThat(nowhere.status()).isEqualTo(200);
        assertThat(nowhere.body().at("/labels")).isEmpty();
    }
}
