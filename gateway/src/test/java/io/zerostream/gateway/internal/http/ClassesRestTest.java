package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes and sets, edited over HTTP. */
class ClassesRestTest {
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
