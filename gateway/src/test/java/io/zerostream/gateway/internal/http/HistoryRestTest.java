package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.history.Windows;
import io.zerostream.schemas.avro.WindowKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels over time, asked for over HTTP. */
class HistoryRestTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

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
    void tellsWhatWasLabelledBeforeAnybodyAsked() throws Exception {
        server.windows().window(Windows.minute(START, Map.of("Japan", 3L, "?", 1L)));
        server.windows().window(Windows.window(WindowKind.TUMBLING, "door & yard", START, MINUTE, Map.of("Peru", 2L)));
        server.marks().notice(Windows.revision("flags", 4, START.plusSeconds(30)));

        String hour = "/api/history?from=2026-11-01T00:00:00Z&to=2026-11-01T02:00:00%2B01:00";
        JsonNode all = http.get(hour).body();
        assertThat(all.path("complete").asBoolean()).isTrue();
        assertThat(all.path("class_set").asText()).isEqualTo("flags");
        assertThat(all.path("source_id").isNull()).isTrue();
        assertThat(all.path("step_ms").asLong()).isEqualTo(60_000);
        assertThat(all.path("labels")).hasSize(60);
        assertThat(all.at("/labels/0").asLong()).isEqualTo(6);
        assertThat(all.at("/classes/0/name").asText()).isEqualTo("Japan");
        assertThat(all.at("/classes/0/counts/0").asLong()).isEqualTo(3);
        assertThat(all.at("/totals/unknown").asLong()).isEqualTo(1);
        assertThat(all.at("/marks/0/kind").asText()).isEqualTo("class_set");
        assertThat(all.at("/marks/0/revision").asLong()).isEqualTo(4);
        assertThat(all.path("baseline").isNull()).isTrue();

        JsonNode one =
                http.get(hour + "&source=door%20%26%20yard&points=6&classes=1").body();
        assertThat(one.at("/totals/labels").asLong()).isEqualTo(2);
        assertThat(one.path("labels")).hasSize(6);
        JsonNode compared = http.get(hour + "&baseline_from=2026-11-01T00:00:00Z&baseline_to=2026-11-01T01:00:00Z")
                .body();
        assertThat(compared.at("/baseline/psi").asDouble()).isZero();
        assertThat(compared.at("/baseline/totals/labels").asLong()).isEqualTo(6);
    }

    @Test
    void listsWhatThereIsAHistoryOf() throws Exception {
        server.windows().window(Windows.minute(START, Map.of("Japan", 3L)));
        server.complete(false);

        JsonNode sources = http.get("/api/history/sources").body();
        assertThat(sources.path("complete").asBoolean()).isFalse();
        assertThat(sources.path("kept_since").asText()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(sources.at("/series/0/class_set").asText()).isEqualTo("flags");
        assertThat(sources.at("/series/0/source_id").asText()).isEqualTo("camera");
        assertThat(sources.at("/series/0/labels").asLong()).isEqualTo(3);
        assertThat(sources.at("/series/0/to").asText()).isEqualTo("2026-11-01T01:00:00Z");
    }

    @Test
    void aSourceThatIsErasedGoesFromTheHistoryToo() throws Exception {
        server.windows().window(Windows.minute(START, Map.of("Japan", 3L)));
        server.windows().window(Windows.window(WindowKind.TUMBLING, "door & yard", START, MINUTE, Map.of("Peru", 2L)));

        JsonNode forgotten =
                http.delete("/api/sources/door%20%26%20yard/recent").body();

        assertThat(forgotten.path("history_windows").asLong()).isEqualTo(1);
        JsonNode series = http.get("/api/history/sources").body().path("series");
        assertThat(series.findValuesAsText("source_id")).containsExactly("camera");
        JsonNode day = http.get("/api/history?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z")
                .body();
        assertThat(day.at("/totals/labels").asLong()).isEqualTo(3);
    }

    @Test
    void theUsualSpanIsTheLastDay() throws Exception {
        Instant now = Instant.now();
        server.windows().window(Windows.minute(now.minus(Duration.ofHours(1)), Map.of("Japan", 3L)));
        server.windows().window(Windows.minute(now.minus(Duration.ofHours(40)), Map.of("Japan", 4L)));

        assertThat(http.get("/api/history").body().at("/totals/labels").asLong())
                .isEqualTo(3);
        assertThat(http.get("/api/history?from=now-2d")
                        .body()
                        .at("/totals/labels")
                        .asLong())
                .isEqualTo(7);
        JsonNode never = http.get("/api/history?set=never").body();
        assertThat(never.path("kept_apart").asBoolean()).isTrue();
        assertThat(never.at("/totals/labels").asLong()).isZero();
        assertThat(never.path("classes")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=yesterday           | from is 'yesterday', which is not a time",
                "to=now-soon              | to is 'now-soon', which is not a time",
                "from=now&to=now-1s       | from is",
                "from=2020-01-01T00:00:00Z | 400 days at most",
                "from=-1000-01-01T00:00Z  | not a time",
                "points=0                 | points is '0'",
                "points=2001              | points is '2001'",
                "classes=51               | from 1 to 50",
                "baseline_from=now&baseline_to=now-1s | baseline_from is",
            })
    void refusesWhatCannotBe(String query, String said) throws Exception {
        Http.Answer answer = http.get("/api/history?" + query);
        assertThat(answer.code()).isEqualTo("bad_value");
        assertThat(answer.body().toString()).contains(said);
    }
}
