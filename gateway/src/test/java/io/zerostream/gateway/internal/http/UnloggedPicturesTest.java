package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A log is read by more people than the pictures are, and kept for longer. */
class UnloggedPicturesTest {
    private final TestServer server = new TestServer();
    private final Http http = new Http(server.url());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nothingOfAPictureIsInTheLogWhateverIsWrongWithIt() throws Exception {
        byte[] secret = "Vera Beispiel".repeat(20).getBytes(StandardCharsets.UTF_8);
        byte[] png = Pictures.flag(1);
        byte[] with = Arrays.copyOf(png, png.length + secret.length);
        System.arraycopy(secret, 0, with, png.length, secret.length);
        byte[] damaged = Arrays.copyOf(secret, secret.length);
        System.arraycopy(png, 0, damaged, 0, 16);
        try (CapturedLog log = new CapturedLog()) {
            for (int room : List.of(1000, 0)) {
                server.room(room);
                for (byte[] picture : List.of(secret, with, damaged)) {
                    http.upload("/api/images", "image/png", picture);
                    http.upload("/v1/images", "application/octet-stream", picture);
                    String text = Base64.getEncoder().encodeToString(picture);
                    http.post("/v1/images", "{\"images\": [{\"content\": \"" + text + "\"}]}");
                    http.post("/v1/images", "{\"images\": [{\"content\": \"!" + text + "\"}]}");
                    http.post("/v2/models/flags-nano/infer?wait=1ms", infer(text));
                }
                http.upload("/v1/images", "application/json", secret);
            }

            assertThat(log.lines())
                    .as("that Kafka is away is told")
                    .anyMatch(line -> line.contains("Kafka does not answer"))
                    .noneMatch(line -> line.contains("Vera Beispiel"))
                    // as lists of numbers, in base64
                    .noneMatch(line -> line.contains("86, 101, 114, 97, 32"))
                    .noneMatch(line -> line.contains("VmVyYSBCZWlzcGllb"));
        }
    }

    private static String infer(String text) {
        return "{\"inputs\": [{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"" + text
                + "\"]}]}";
    }
}
