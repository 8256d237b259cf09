package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is said in the one form of all errors, also where HTTP itself is not kept to. */
class ProtocolErrorsTest {
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png; charset=utf-7",
                "image/png; charset=",
                "image/png; charset=\"no such\"",
                "image/png;;;=",
                "application/octet-stream; charset=$$$"
            })
    void theCharacterSetOfAPictureDoesNotMatter(String contentType) throws Exception {
        Http http = new Http(server.url());

        assertThat(http.upload("/api/images", contentType, Pictures.flag(2)).status())
                .isEqualTo(202);
    }

    @Test
    void jsonInACharacterSetThatThereIsNotIsReadAsUtf8OrRefused() throws Exception {
        String answer = talk("POST /api/classes HTTP/1.1|Host: %s|Content-Type: application/json; charset=utf-7"
                + "|Content-Length: 2|Connection: close||{}");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"error\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a chunk whose length is no number
                "POST /api/images HTTP/1.1|Host: %s|Content-Type: image/png|Transfer-Encoding: chunked||xyz|",
                "POST /api/classes HTTP/1.1|Host: %s|Content-Type: application/json|Transfer-Encoding: chunked||zz|",
                "GET /api/status HTTP/1.1|Host: %s|Content-Length: many||",
                "GET /api/status HTTP/1.1|Host: %s|Host: b||",
                "GET /api/%%zz HTTP/1.1|Host: %s||",
                "GET /api/status HTTP/9.9|Host: %s||",
                "GARBAGE||"
            })
    void brokenHttpGetsJsonToo(String request) throws Exception {
        String answer = talk(request);

        assertThat(answer).matches("(?s)HTTP/1.1 (400|404|505) .*");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/json");
        assertThat(answer)
                .contains("{\"error\":{\"code\":\"")
                .contains("nosniff")
                .doesNotContain("<html");
    }

    /** Nothing has failed here, and no log says more. */
    @Test
    void versionsOfHttpThatThereAreNotAreTheClientsFault() throws Exception {
        assertThat(talk("GET /api/status HTTP/9.9|Host: %s||"))
                .startsWith("HTTP/1.1 505 ")
                .contains("\"bad_request\"");
        assertThat(talk("GET /api/status HTTP/1.0||")).contains("the request names no host");
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        String answer = talk("GET /api/status HTTP/1.1|Host: %s|X: " + "x".repeat(20_000) + "||");

        assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"error\"").doesNotContain("<html");
    }

    /** @param request its lines with a bar behind each, and %s for the host */
    private String talk(String request) throws IOException {
        try (Socket client = new Socket(server.url().getHost(), server.url().getPort())) {
            client.setSoTimeout(60_000);
            client.getOutputStream()
                    .write(String.format(request, server.url().getAuthority())
                            .replace("|", "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            try (InputStream in = client.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
