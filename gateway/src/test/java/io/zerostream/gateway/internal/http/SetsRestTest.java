package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.view.InUse;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What sets were, and sets as tables, over HTTP. */
class SetsRestTest {
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

    private JsonNode add(String name, String attributes) throws Exception {
        return http.post(
                        "/api/classes",
                        "{\"name\": \"" + name + "\", \"attributes\": {" + attributes
                                + "}, \"replace\": true, \"author\": \"ann\", \"note\": \"because\"}")
                .body();
    }

    @Test
    void saysWhatASetWasAndSinceWhenItIsInUse() throws Exception {
        add("Norway", "\"red\": 1, \"blue\": 1");
        add("Norway", "\"red\": 0.5");
        http.put("/api/sets/flags", "{\"gamma\": 0.4}");
        server.uses(
                set -> set.getRevision() == 3 ? new InUse(4, 4, Instant.EPOCH, Instant.EPOCH.plusMillis(312)) : null);

        JsonNode answer = http.get("/api/sets/flags/revisions?limit=3").body();

        assertThat(answer.path("remembered").asInt()).isEqualTo(4);
        assertThat(answer.path("remembered_since").asText()).isEqualTo(Instant.EPOCH.toString());
        assertThat(answer.path("revisions")).hasSize(3);
        assertThat(answer.at("/revisions/0/revision").asLong()).isEqualTo(4);
        assertThat(answer.at("/revisions/0/changes/summary").asText()).isEqualTo("gamma 0.1 → 0.4");
        assertThat(answer.at("/revisions/0/in_use").isNull()).isTrue();
        assertThat(answer.at("/revisions/1/changes/summary").asText()).isEqualTo("changed Norway");
        assertThat(answer.at("/revisions/1/note").asText()).isEqualTo("because");
        assertThat(answer.at("/revisions/1/author").asText()).isEqualTo("ann");
        assertThat(answer.at("/revisions/1/in_use").toString()).isEqualTo("{\"subtasks\":4,\"of\":4,\"after_ms\":312}");
        assertThat(answer.at("/revisions/2/changes/added").asInt()).isEqualTo(1);
        assertThat(http.get("/api/sets/flags/revisions")
                        .body()
                        .at("/revisions/3/changes")
                        .isNull())
                .isTrue();
        assertThat(http.get("/api/sets/flogs/revisions")
                        .body()
                        .at("/error/nearest/0")
                        .asText())
                .isEqualTo("flags");
    }

    @Test
    void saysWhatIsDifferent() throws Exception {
        add("Norway", "\"red\": 1, \"blue\": 1");
        add("Norway", "\"red\": 0.5, \"blue\": 0.9, \"white\": 1");
        http.delete("/api/classes/Japan");

        JsonNode last = http.get("/api/sets/flags/difference").body();
        assertThat(last.path("from").asLong()).isEqualTo(3);
        assertThat(last.path("removed").toString()).isEqualTo("[\"Japan\"]");
        JsonNode values = http.get("/api/sets/flags/difference?from=2&to=3").body();
        assertThat(values.at("/changed/0/name").asText()).isEqualTo("Norway");
        assertThat(values.at("/changed/0/attributes").toString())
                .as("the largest first")
                .isEqualTo("[{\"attribute\":\"white\",\"from\":0.0,\"to\":1.0},"
                        + "{\"attribute\":\"red\",\"from\":1.0,\"to\":0.5},"
                        + "{\"attribute\":\"blue\",\"from\":1.0,\"to\":0.9}]");
        assertThat(http.get("/api/sets/flags/difference?from=1&to=4")
                        .body()
                        .path("counts")
                        .toString())
                .isEqualTo("{\"added\":1,\"removed\":1,\"changed\":0}");
        Http.Answer refused = http.get("/api/sets/flags/difference?from=9");
        assertThat(refused.code()).isEqualTo("not_found");
        assertThat(refused.body().at("/error/hint").asText()).contains("4 revisions, from 1 to 4");
        assertThat(http.get("/api/sets/flags/difference?to=x").code()).isEqualTo("bad_value");
    }

    @Test
    void exportsATableAndImportsIt() throws Exception {
        Http.Answer exported = http.get("/api/sets/flags/export");
        assertThat(exported.raw().headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(exported.raw().headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename*=UTF-8''flags.csv");
        String csv = new String(exported.raw().body(), StandardCharsets.UTF_8);
        assertThat(csv).startsWith("\"name\",\"seen\",\"vertical_bars\",").contains("\n\"Denmark\",1,0.0,");
        assertThat(table("", csv).body().path("changed").asBoolean()).isFalse();

        String more = csv + "Wales,0" + ",1".repeat(36) + "\n";
        JsonNode dry = table("?dry_run=true", more).body();
        assertThat(dry.path("dry_run").asBoolean()).isTrue();
        assertThat(dry.at("/difference/added").toString()).isEqualTo("[\"Wales\"]");
        assertThat(dry.path("revision").asLong()).isEqualTo(2);
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);
        assertThat(server.changes()).isEmpty();

        assertThat(table("?expected_revision=7", more).code()).isEqualTo("revision_moved");
        assertThat(table("?dry_run=true&expected_revision=7", more).status()).isEqualTo(409);
        assertThat(table("?expected_revision=now", more).code()).isEqualTo("bad_value");
        assertThat(server.changes()).isEmpty();

        JsonNode done = table(
                        "?author=ann&expected_revision="
                                + dry.at("/difference/from").asLong(),
                        more)
                .body();
        assertThat(done.path("changed").asBoolean()).isTrue();
        assertThat(server.view().set("flags").orElseThrow().getMembers())
                .containsExactly("Chile", "Denmark", "Japan", "Wales");
        assertThat(server.changes()).singleElement().satisfies(change -> {
            assertThat(change.getAction()).isEqualTo("set.import");
            assertThat(change.getSubject()).isEqualTo("set/flags");
        });
        assertThat(table("?dry_run=maybe", csv).code()).isEqualTo("bad_value");
        assertThat(http.get("/api/sets/flags/export?format=xls").code()).isEqualTo("bad_value");
    }

    @Test
    void aTableMayBeLargerThanABodyOfJsonAndNotLargerThanItsLimit() throws Exception {
        String line = "Wales,1" + " ".repeat(2 * Json.MAX_BODY_BYTES) + "\n";
        assertThat(table("?dry_run=true", "name,red\n" + line).status()).isEqualTo(200);
        Http.Answer refused = http.upload("/api/sets/flags/import", "text/csv", new byte[SetRoutes.TABLE_BYTES + 1]);
        assertThat(refused.code()).isEqualTo("body_too_large");
    }

    @Test
    void checksAClassAndWritesNothing() throws Exception {
        JsonNode twin =
                check("\"white\": 0.5, \"red\": 0.5, \"circle\": 0.5, \"mainly_white\": 0.5, \"top_left_white\": 0.5");

        assertThat(twin.at("/nearest/0/name").asText()).isEqualTo("Japan");
        assertThat(twin.at("/nearest/0/cosine").asDouble()).isEqualTo(1, within(1e-6));
        assertThat(twin.path("nearest")).hasSize(3);
        assertThat(twin.path("warnings")).hasSize(1);
        assertThat(twin.at("/warnings/0").asText()).contains("'Japan' has the same attribute vector");
        assertThat(check("\"white\": 1, \"red\": 1, \"circle\": 1, \"mainly_white\": 1")
                        .at("/warnings/0")
                        .asText())
                .startsWith("closest: Japan (cosine 0.894), expect confusion");
        assertThat(check("\"gold\": 1").path("warnings")).isEmpty();
        JsonNode nearest = check("\"white\": 1, \"red\": 1, \"mainly_white\": 1, \"gold\": 1");
        assertThat(nearest.at("/nearest/0/cosine").asDouble()).isEqualTo(0.671, within(1e-3));
        assertThat(nearest.path("warnings"))
                .as("nearer than any two of the three, and yet not alike")
                .isEmpty();
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);
        JsonNode itself = http.post(
                        "/api/classes/check", "{\"name\": \"Japan\", \"attributes\": {\"circle\": 1, \"red\": 1}}")
                .body();
        assertThat(itself.path("nearest")).as("it is replaced").hasSize(2);
        assertThat(http.post("/api/classes/check", "{\"attributes\": {\"crecsent\": 1}}")
                        .code())
                .isEqualTo("unknown_attribute");
    }

    @Test
    void whoAddsALookAlikeIsWarned() throws Exception {
        JsonNode added = add("Nippon", "\"white\": 1, \"red\": 1, \"circle\": 1, \"mainly_white\": 1");

        assertThat(added.at("/warnings/0").asText()).startsWith("closest: Japan (cosine 0.894), expect confusion");
        assertThat(add("Gold", "\"gold\": 1").path("warnings")).isEmpty();
    }

    private JsonNode check(String attributes) throws Exception {
        return http.post("/api/classes/check", "{\"attributes\": {" + attributes + "}}")
                .body();
    }

    private Http.Answer table(String query, String csv) throws Exception {
        return http.send(http.to("/api/sets/flags/import" + query)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
    }
}
