package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cameras, defined over HTTP. */
class CamerasRestTest {
    private static final String YARD =
            "{\"name\": \"yard\", \"url\": \"rtsp://10.0.0.7/stream1\", \"secret\": \"yard\", \"class_set\": \"flags\"}";

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
    void addsChangesAndRemovesACamera() throws Exception {
        Http.Answer added = http.post("/api/cameras", YARD);
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.body().path("warnings").path(0).asText()).contains("unencrypted");
        JsonNode yard = http.get("/api/cameras/yard").body();
        assertThat(yard.path("source_id").asText()).isEqualTo("yard");
        assertThat(yard.path("frames_per_second").asDouble()).isEqualTo(2);
        assertThat(yard.path("change").asDouble()).isEqualTo(0.02);
        assertThat(yard.path("enabled").asBoolean()).isTrue();
        assertThat(http.post("/api/cameras", YARD).code()).isEqualTo("camera_exists");

        Http.Answer changed = http.put(
                "/api/cameras/yard",
                "{\"frames_per_second\": 0.5, \"secret\": \"\", \"region\": {\"left\": 0, \"top\": 0.5, \"width\": 1, \"height\": 0.5}}");
        assertThat(changed.status()).isEqualTo(200);
        yard = http.get("/api/cameras").body().path("cameras").path(0);
        assertThat(yard.path("url").asText()).as("stays").isEqualTo("rtsp://10.0.0.7/stream1");
        assertThat(yard.path("frames_per_second").asDouble()).isEqualTo(0.5);
        assertThat(yard.path("secret").isNull()).isTrue();
        assertThat(yard.path("region").path("top").asDouble()).isEqualTo(0.5);
        String at = yard.path("changed_at").asText();

        http.put("/api/cameras/yard", "{\"frames_per_second\": 0.5}");
        assertThat(http.get("/api/cameras/yard").body().path("changed_at").asText())
                .as("nothing changed")
                .isEqualTo(at);

        assertThat(http.delete("/api/cameras/yard").status()).isEqualTo(200);
        assertThat(http.get("/api/cameras").body().path("cameras")).isEmpty();
        assertThat(http.delete("/api/cameras/yard").code()).isEqualTo("unknown_camera");
    }

    @Test
    void saysHowItDoesAndWhenNobodyHasTold() throws Exception {
        http.post("/api/cameras", YARD);
        JsonNode yard = http.get("/api/cameras/yard").body();
        assertThat(yard.path("status").asText()).isEqualTo("UNATTENDED");
        assertThat(yard.path("problem").asText()).contains("no worker runs it", "cameras run");

        CameraState state = CameraState.newBuilder()
                .setName("yard")
                .setRunner("host-1")
                .setStatus(CameraStatus.WAITING)
                .setProblem("it refuses this user")
                .setSince(Instant.now())
                .setAt(Instant.now().minus(Duration.ofHours(1)))
                .build();
        server.cameras().told("yard", state, true);
        assertThat(http.get("/api/cameras/yard").body().path("status").asText())
                .as("it was long ago")
                .isEqualTo("UNATTENDED");

        // its machine's clock is wrong by an hour
        server.cameras().told("yard", state, false);
        yard = http.get("/api/cameras/yard").body();
        assertThat(yard.path("status").asText()).isEqualTo("WAITING");
        assertThat(yard.path("problem").asText()).isEqualTo("it refuses this user");
        assertThat(yard.path("state").path("runner").asText()).isEqualTo("host-1");
        assertThat(metrics()).contains("zerostream_camera_up{camera=\"yard\"} 0");

        server.cameras()
                .told(
                        "yard",
                        CameraState.newBuilder(state)
                                .setStatus(CameraStatus.RUNNING)
                                .setProblem(null)
                                .setFramesSent(5)
                                .build(),
                        false);
        assertThat(metrics())
                .contains("zerostream_camera_up{camera=\"yard\"} 1")
                .contains("zerostream_camera_frames_total{camera=\"yard\",fate=\"sent\"} 5");
    }

    private String metrics() throws Exception {
        return new String(http.get("/metrics").raw().body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\": \"a\"}                                                     | bad_request | 'url'",
                "{\"url\": \"rtsp://x/1\"}                                             | bad_name    | the camera is missing",
                "{\"name\": \"a\", \"url\": \"rtsp://me:hush@x/1\"}                    | bad_value   | secret",
                "{\"name\": \"a\", \"url\": \"rtsp://me:12/hush@x/1\"}                 | bad_value   | secret",
                "{\"name\": \"a\", \"url\": \"http://x/1?user=me&pwd=hush\"}           | bad_value   | secret",
                "{\"name\": \"a\", \"url\": \"rtsp:me:hush@x/1\"}                      | bad_value   | secret",
                "{\"name\": \"a\", \"url\": \"rtsp:///1\"}                             | bad_value   | no host",
                "{\"name\": \"a\", \"url\": \"ftp://x/1\"}                             | bad_value   | rtsp://",
                "{\"name\": \"a\", \"url\": \"rtsp://x/1\", \"frames_per_second\": 0}  | bad_value   | frames_per_second",
                "{\"name\": \"a\", \"url\": \"rtsp://x/1\", \"jpeg_quality\": 101}     | bad_value   | jpeg_quality",
                "{\"name\": \"a\", \"url\": \"rtsp://x/1\", \"fps\": 3}                | bad_json    | fps"
            })
    void refusesWhatCannotBe(String body, String code, String said) throws Exception {
        Http.Answer answer = http.post("/api/cameras", body);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().toString()).contains(said).doesNotContain("hush");
        assertThat(http.get("/api/cameras").body().path("cameras")).isEmpty();
    }

    @Test
    void warnsOfASetThatIsNotThere() throws Exception {
        Http.Answer answer = http.post("/api/cameras", YARD.replace("\"flags\"", "\"birds\""));
        assertThat(answer.body().path("warnings").path(0).asText()).contains("no class set 'birds'");
        assertThat(http.post(
                                "/api/cameras",
                                YARD.replace("yard\",", "alias\",")
                                        .replace("rtsp:", "rtsps:")
                                        .replace("\"flags\"", "\"all\""))
                        .body()
                        .path("warnings"))
                .as("an alias is one")
                .isEmpty();
    }

    @Test
    void namesTheNearestOfANameThatIsNotThere() throws Exception {
        http.post("/api/cameras", YARD);
        assertThat(http.get("/api/cameras/yrad").body().toString()).contains("nearest", "yard");
    }
}
