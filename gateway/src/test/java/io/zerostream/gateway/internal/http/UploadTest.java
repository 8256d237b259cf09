package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.live.Records;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
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
    void takesARawPictureAndGivesItATimeOrderedId() throws Exception {
        byte[] flag = Pictures.flag(5);
        Http.Answer answer = http.upload("/api/images", "image/png", flag);

        assertThat(answer.status()).isEqualTo(202);
        UUID id = UUID.fromString(answer.body().path("event_id").asText());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16))
                .isEqualTo(Instant.parse(answer.body().path("captured_at").asText())
                        .truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        ImageEvent event = server.uploaded().get(0);
        assertThat(event.getSourceId()).isEqualTo("upload");
        assertThat(event.getClassSet()).isNull();
        assertThat(event.getContent().array()).isEqualTo(flag);
    }

    @Test
    void takesIdSourceAndSetFromTheCaller() throws Exception {
        http.upload("/api/images?event_id=mine&source=door&class_set=flags", "image/png", Pictures.flag(5));

        ImageEvent event = server.uploaded().get(0);
        assertThat(event.getEventId()).isEqualTo("mine");
        assertThat(event.getSourceId()).isEqualTo("door");
        assertThat(event.getClassSet()).isEqualTo("flags");
    }

    /** The container takes the body's character set for the query too, and drops the query when it does not know it. */
    @ParameterizedTest
    @ValueSource(strings = {"image/png; charset=iso-8859-1", "image/png; charset=utf-7", "image/png"})
    void readsTheQueryAsUtf8WhateverTheBodyIsSaidToBe(String contentType) throws Exception {
        byte[] flag = Pictures.flag(5);
        http.upload("/api/images?source=t%C3%BCr+1&class_set=flags", contentType, flag);

        ImageEvent event = server.uploaded().get(0);
        assertThat(event.getSourceId()).isEqualTo("t\u00fcr 1");
        assertThat(event.getClassSet()).isEqualTo("flags");
        assertRefused(http.upload("/api/images?class_set=nope", contentType, flag), 404, "unknown_set");
        assertRefused(http.upload("/api/images?source=%FF%FE", contentType, flag), 400, "bad_value");
    }

    @Test
    void takesAForm() throws Exception {
        byte[] flag = Pictures.flag(6);
        Http.Answer answer = http.upload("/api/images", Forms.TYPE, Forms.of(flag));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        assertThat(server.uploaded().get(0).getContent().array()).isEqualTo(flag);
        assertThat(answer.body().path("content_type").asText()).isEqualTo("image/png");
    }

    @Test
    void tellsTheFormatFromTheBytesNotFromTheSender() throws Exception {
        http.upload("/api/images", "image/jpeg", Pictures.flag(1));

        assertThat(server.uploaded().get(0).getContentType()).isEqualTo("image/png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/octet-stream",
                "image/heic",
                "image/*",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-7",
                "nonsense",
                ""
            })
    void takesAPictureWhateverItIsSaidToBe(String contentType) throws Exception {
        byte[] flag = Pictures.flag(1);
        HttpRequest.Builder request = http.to("/api/images").POST(HttpRequest.BodyPublishers.ofByteArray(flag));
        Http.Answer answer = http.send(contentType.isEmpty() ? request : request.header("Content-Type", contentType));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        assertThat(answer.body().path("content_type").asText()).isEqualTo("image/png");
        assertThat(server.uploaded().get(0).getContent().array()).isEqualTo(flag);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/heic|0000001c6674797068656963000000006d69663168656963|HEIC",
                "application/json|7b22696d616765223a222f396a2f227d|JSON",
                "|6461746f|first bytes",
                "|49492a0008000000|TIFF",
                "image/jpeg|646174613a696d6167652f6a7065673b6261736536342c2f396a2f|data URI"
            })
    void whatIsNoPictureIsCalledByItsName(String contentType, String hex, String name) throws Exception {
        byte[] content = HexFormat.of().parseHex(hex);
        HttpRequest.Builder request = http.to("/api/images").POST(HttpRequest.BodyPublishers.ofByteArray(content));
        Http.Answer answer = http.send(contentType == null ? request : request.header("Content-Type", contentType));

        assertRefused(answer, 415, "unsupported_media");
        assertThat(answer.body().at("/error/message").asText()).contains(name);
        assertThat(server.uploaded()).isEmpty();
    }

    @Test
    void refusesWhatIsNoUsablePicture() throws Exception {
        byte[] text = "<svg onload='alert(1)'/>".getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(Pictures.flag(1), 20);
        assertRefused(http.upload("/api/images", "image/svg+xml", text), 415, "unsupported_media");
        assertRefused(http.upload("/api/images", "image/png", new byte[0]), 400, "empty_picture");
        assertRefused(http.upload("/api/images", "image/png", cut), 400, "undecodable_picture");
        assertRefused(http.upload("/api/images", "image/png", Pictures.sized(4000, 4000)), 413, "picture_too_large");
        assertRefused(
                http.upload("/api/images", "image/png", new byte[TestServer.MAX_BYTES + 1]), 413, "picture_too_large");
        assertRefused(
                http.upload("/api/images", Forms.TYPE, Forms.of(new byte[TestServer.MAX_BYTES + 5])),
                413,
                "picture_too_large");
        Http.Answer broken = http.upload("/api/images", Forms.TYPE, text);
        assertRefused(broken, 400, "bad_request");
        // the container breaks the connection, so nobody may be told that it goes on
        assertThat(broken.raw().headers().firstValue("Connection")).contains("close");
        assertRefused(http.upload("/api/images?class_set=birds", "image/png", Pictures.flag(1)), 404, "unknown_set");
        assertRefused(http.upload("/api/images?source=%00", "image/png", Pictures.flag(1)), 400, "bad_name");
        String longer = "a".repeat(ImageEventLimits.SOURCE_ID + 1);
        assertRefused(http.upload("/api/images?source=" + longer, "image/png", Pictures.flag(1)), 400, "bad_name");
        assertThat(server.uploaded()).isEmpty();
    }

    @Test
    void aPictureThatNeedsMoreThanDecodesMayTakeIsTooLarge() throws Exception {
        ImageLimits limits = new ImageLimits(TestServer.MAX_BYTES, 1_000_000);
        assertTooLarge(limits.withMemory(1000), "to decode");
        assertTooLarge(
                new ImageLimits(
                        limits.maxBytes(), limits.maxPixels(), limits.maxMemory(), 160 * 120 - 1, limits.maxTime()),
                "samples");
    }

    private void assertTooLarge(ImageLimits tight, String inMessage) throws Exception {
        try (TestServer small = new TestServer(tight)) {
            Http.Answer answer = new Http(small.url()).upload("/api/images", "image/png", Pictures.flag(1));

            assertRefused(answer, 413, "picture_too_large");
            assertThat(answer.body().at("/error/message").asText()).contains(inMessage);
            assertThat(small.uploaded()).isEmpty();
        }
    }

    /** Closed at once, the connection would be reset under the rest of the body, and the answer lost now and then. */
    @Test
    void aClientThatStillSendsWhatIsRefusedGetsTheAnswer() throws Exception {
        byte[] large = new byte[20_000_000];
        for (int i = 0; i < 20; i++) {
            assertRefused(http.upload("/api/images", "image/png", large), 413, "picture_too_large");
            assertRefused(http.upload("/api/classes", "application/json", large), 413, "body_too_large");
        }
        assertThat(http.upload("/api/images", "image/png", Pictures.flag(1)).status())
                .isEqualTo(202);
    }

    /** Not a byte of the body is sent, so the answer cannot have waited for one. */
    @Test
    void aDeclaredLengthBeyondTheLimitIsRefusedUnread() throws Exception {
        try (TestServer hasty = new TestServer(Duration.ofSeconds(1));
                Socket socket = new Socket(hasty.url().getHost(), hasty.url().getPort());
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(30_000);
            String head = "POST /api/images HTTP/1.1\r\nHost: " + hasty.url().getAuthority()
                    + "\r\nContent-Type: image/png\r\nContent-Length: 5000000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            assertThat(answer.readLine()).contains(" 413 ");
            assertThat(answer.lines()).anyMatch(line -> line.contains("picture_too_large"));
        }
    }

    /** The server would put the same letter in place of every such byte: two sources could become one. */
    @Test
    void aQueryOfBytesThatAreNoUtf8IsRefused() throws Exception {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort());
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(30_000);
            byte[] flag = Pictures.flag(5);
            String head = "POST /api/images?source=\u00e9t\u00e9 HTTP/1.1\r\nHost: "
                    + server.url().getAuthority()
                    + "\r\nConnection: close\r\nContent-Type: image/png\r\nContent-Length: "
                    + flag.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(flag);

            assertThat(answer.readLine()).contains(" 400 ");
            assertThat(answer.lines()).anyMatch(line -> line.contains("percent-encoded UTF-8"));
        }
    }

    @Test
    void servesAPictureUnderTheTypeOfItsBytesOnly() throws Exception {
        server.feed().picture(Records.picture("flag", Pictures.flag(1), null), false);
        server.feed()
                .picture(
                        Records.picture("page", "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8), null),
                        false);

        Http.Answer flag = http.get("/api/images/flag");
        assertThat(flag.raw().headers().firstValue("Content-Type")).contains("image/png");
        assertThat(flag.raw().headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        Http.Answer page = http.get("/api/images/page");
        assertThat(page.raw().headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(page.raw().headers().firstValue("Content-Disposition")).contains("attachment");
        assertThat(http.get("/api/images/none").status()).isEqualTo(404);
    }

    private void assertRefused(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().at("/error/message").asText()).isNotEmpty();
    }
}
