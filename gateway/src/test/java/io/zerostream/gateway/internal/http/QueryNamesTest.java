package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a query says under a name that is written wrong is not passed over. */
class QueryNamesTest {
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
    void aNameThatTheRouteDoesNotHaveIsRefusedWithTheNearest() throws Exception {
        Http.Answer wrong = http.upload("/api/images?sorce=door", "image/png", Pictures.flag(1));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("bad_value");
        assertThat(wrong.body().at("/error/message").asText()).isEqualTo("unknown parameter 'sorce'");
        assertThat(wrong.body().at("/error/nearest/0").asText()).isEqualTo("source");
        assertThat(server.uploaded()).isEmpty();
        assertThat(http.get("/api/status?now").code()).isEqualTo("bad_value");
        assertThat(http.get("/api/labels/a%2Fb/why?sorce=x").code()).isEqualTo("bad_value");
        assertThat(http.get("/api/labels?%73%6Frce=x").code()).isEqualTo("bad_value");
    }

    @Test
    void whatARouteHasAndWhatBrowsersLoadPasses() throws Exception {
        assertThat(http.get("/api/labels?limit=3&source=door&").status()).isEqualTo(200);
        assertThat(http.get("/?view=review&source=door").status()).isEqualTo(200);
        assertThat(http.get("/console/main.js?v=1").status()).isEqualTo(200);
        assertThat(http.get("/v2/health/live?trace=1").status()).isEqualTo(200);
        assertThat(http.get("/api/nothing?x=1").code()).isEqualTo("not_found");
    }
}
