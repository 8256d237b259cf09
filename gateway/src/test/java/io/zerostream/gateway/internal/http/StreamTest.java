package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private TestServer server;
    private Http http;
    private final List<HttpResponse<InputStream>> open = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new TestServer();
        http = new Http(server.url());
    }

    @AfterEach
    void stop() throws Exception {
        for (HttpResponse<InputStream> response : open) {
            response.body().close();
        }
        server.close();
    }

    @Test
    void sendsLabelsAndChangesOfTheSet() throws Exception {
        SseReader events = new SseReader(listen().body());

        server.feed().label(Records.label("e1", Outcome.LABELLED, "日本\n\nevent: x"), 100, false);
        http.post("/api/classes", "{\"name\": \"Norway\", \"attributes\": {\"red\": 1}}");

        assertThat(events.next("label").at("/top/0/name").asText())
                .as("line breaks in names do not break the stream")
                .isEqualTo("日本\n\nevent: x");
        assertThat(events.next("class-set").path("revision").asLong()).isEqualTo(2);
    }

    @Test
    void anEventThatHundredsOfWouldFillTheMemoryIsNotHandedOn() throws Exception {
        SseReader events = new SseReader(listen().body());

        server.hub().publish("notice", "long".repeat(100_000));
        server.hub().publish("notice", "short");

        assertThat(events.next("notice").asText()).isEqualTo("short");
    }

    @Test
    void refusesAThirdConsoleAndTakesItWhenOneLeaves() throws Exception {
        listen();
        try (Socket second =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            second.getOutputStream()
                    .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> server.hub().listeners() == 2);
            assertThat(listen().statusCode()).isEqualTo(503);
        }

        await().untilAsserted(() -> {
            server.hub().publish("stats", List.of());
            assertThat(server.hub().listeners()).isEqualTo(1);
        });
        assertThat(listen().statusCode()).isEqualTo(200);
    }

    private HttpResponse<InputStream> listen() throws Exception {
        int before = server.hub().listeners();
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        http.to("/api/stream")
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        open.add(response);
        if (response.statusCode() == 200) {
            await().until(() -> server.hub().listeners() > before);
        }
        return response;
    }
}
