package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.lens.SeeingModel;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a picture got its label, over HTTP, from a model that sees the flag of Japan in all of them. */
class WhyRestTest {
    private TestServer server;
    private Http http;

    @BeforeEach
    void start() {
        server = new TestServer();
        http = new Http(server.url());
        server.publishes(SeeingModel.version("flags-nano", "1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void labelled(String id, String best) {
        server.feed().picture(Records.picture(id, Pictures.flag(1), null), false);
        ZeroShotLabel label = ZeroShotLabel.newBuilder(Records.label(id, Outcome.LABELLED, best, "Chile"))
                .setSimilarity(0.897f)
                .build();
        server.feed().label(label, 100, false);
    }

    private static double sum(JsonNode grid) {
        double sum = 0;
        for (JsonNode row : grid) {
            for (JsonNode cell : row) {
                sum += cell.asDouble();
            }
        }
        return sum;
    }

    @Test
    void tellsWhatTheLabelCameFrom() throws Exception {
        labelled("a/b", "Japan");

        Http.Answer answer = http.get("/api/labels/a%2Fb/why?source=camera");

        JsonNode why = answer.body();
        assertThat(answer.status()).as(why.toString()).isEqualTo(200);
        assertThat(why.path("model_version").asText()).isEqualTo("1");
        assertThat(why.path("class_set").asText()).isEqualTo("flags");
        assertThat(why.path("revision_now").asInt()).isEqualTo(1);
        assertThat(why.path("best").asText()).isEqualTo("Japan");
        assertThat(why.path("best_is_of").asText()).isEqualTo("DATA_SET");
        assertThat(why.path("agrees").asBoolean()).as(why.toString()).isTrue();
        assertThat(why.at("/evidence/0/attribute").asText()).isEqualTo("white");
        assertThat(why.at("/evidence/0/speaks").asText()).isEqualTo("for");
        assertThat(why.path("evidence"))
                .filteredOn(sign -> sign.path("speaks").asText().equals("against"))
                .extracting(sign -> sign.path("attribute").asText())
                .contains("animal_or_plant");
        assertThat(why.path("nearest"))
                .extracting(c -> c.path("name").asText())
                .hasSize(3)
                .startsWith("Japan");
        assertThat(why.at("/nearest/0/similarity").asDouble())
                .isCloseTo(why.path("similarity").asDouble(), within(1e-5));
        assertThat(why.at("/would_change/threshold/above").asDouble())
                .isCloseTo(why.path("similarity").asDouble() - 0.2, within(1e-5));
        assertThat(why.at("/would_change/penalty/decided").asBoolean()).isFalse();
        assertThat(why.at("/would_change/attributes/runner_up").asText())
                .isEqualTo(why.at("/nearest/1/name").asText());
        assertThat(why.at("/would_change/attributes/altered")).isNotEmpty();
        assertThat(why.at("/attention/height").asInt()).isEqualTo(4);
        assertThat(why.at("/attention/overall/0/0").asDouble()).isCloseTo(0.7, within(1e-5));
        assertThat(sum(why.at("/attention/overall"))).isCloseTo(1, within(1e-4));
        assertThat(why.at("/attention/attributes/0/attribute").asText()).isEqualTo("white");
        assertThat(why.path("attention_missing").isNull()).isTrue();
    }

    @Test
    void saysThatTheBestClassWasMadeOfPictures() throws Exception {
        labelled("e1", "Japan");
        server.sources(Map.of());
        byte[] one = Forms.of(Pictures.flag(1));
        server.publishes(SeeingModel.version("flags-nano", "1.0"));
        JsonNode made =
                http.upload("/api/classes/from-pictures", Forms.TYPE, one).body();
        http.post(
                "/api/classes",
                "{\"name\": \"Nippon\", \"vector\": " + made.path("vector") + ", \"provenance\": \"EXAMPLES\"}");
        JsonNode why = http.get("/api/labels/e1/why").body();
        assertThat(why.path("best").asText()).isEqualTo("Nippon");
        assertThat(why.path("best_is_of").asText()).isEqualTo("EXAMPLES");
    }

    @Test
    void saysWhenTheModelGivesAnotherAnswerAndWhenTheSetHasMovedOn() throws Exception {
        labelled("e1", "Denmark");
        assertThat(http.get("/api/labels/e1/why").body().path("agrees").asBoolean(true))
                .isFalse();

        Flags.putSet(server.view(), Flags.set("flags", 2, "Chile", "Denmark"));
        JsonNode why = http.get("/api/labels/e1/why").body();
        assertThat(why.path("agrees").isNull()).isTrue();
        assertThat(why.path("class_set_revision").asInt()).isEqualTo(1);
        assertThat(why.path("revision_now").asInt()).isEqualTo(2);
        assertThat(why.path("nearest")).hasSize(2);
    }

    @Test
    void ofSeveralLabelsOfAPictureTheOneThatIsMeant() throws Exception {
        labelled("e1", "Japan");
        server.publishes(SeeingModel.version("flags-nano", "2"));
        server.feed()
                .label(
                        ZeroShotLabel.newBuilder(Records.label("e1", Outcome.LABELLED, "Chile"))
                                .setModelVersion("2")
                                .build(),
                        100,
                        false);

        assertThat(http.get("/api/labels/e1/why").body().path("model_version").asText())
                .isEqualTo("2");
        assertThat(http.get("/api/labels/e1/why?model_version=1&revision=1")
                        .body()
                        .path("model_version")
                        .asText())
                .isEqualTo("1");
        assertThat(http.get("/api/labels/e1/why?revision=7").status()).isEqualTo(404);
        assertThat(http.get("/api/labels/e1/why?source=door").status()).isEqualTo(404);
    }

    @Test
    void whatIsNoLongerKeptIsNotThere() throws Exception {
        assertThat(http.get("/api/labels/e1/why").code()).isEqualTo("not_found");
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        Http.Answer withoutPicture = http.get("/api/labels/e1/why");
        assertThat(withoutPicture.code()).isEqualTo("not_found");
        assertThat(withoutPicture.body().at("/error/message").asText()).contains("no picture 'e1'");

        ImageEvent byAddress = ImageEvent.newBuilder(Records.picture("e2", new byte[0], null))
                .setContent(null)
                .setUri("https://pictures.example/1.jpg")
                .build();
        server.feed().picture(byAddress, false);
        server.feed().label(Records.label("e2", Outcome.LABELLED, "Japan"), 100, false);
        assertThat(http.get("/api/labels/e2/why").body().at("/error/hint").asText())
                .contains("by its address");

        labelled("e3", "Japan");
        server.removes("flags-nano", "1");
        Http.Answer removed = http.get("/api/labels/e3/why");
        assertThat(removed.status()).isEqualTo(404);
        assertThat(removed.code()).isEqualTo("model_removed");
    }
}
