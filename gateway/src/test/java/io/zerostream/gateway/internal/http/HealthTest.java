package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final TestServer server = new TestServer();
    private final Http http = new Http(server.url());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void livesAndIsReadyWhateverElseIsWrong() throws Exception {
        server.problems().add("no model is deployed");

        assertAnswer("/health/live", 200, "{\"status\":\"live\",\"reasons\":[]}");
        assertAnswer("/health/ready", 200, "{\"status\":\"ready\",\"reasons\":[]}");
    }

    @Test
    void saysWhyItCannotTakePicturesAndLivesOn() throws Exception {
        server.hindered().add("Kafka does not answer");

        assertAnswer("/health/ready", 503, "{\"status\":\"not_ready\",\"reasons\":[\"Kafka does not answer\"]}");
        assertAnswer("/health/live", 200, "{\"status\":\"live\",\"reasons\":[]}");
    }

    @Test
    void saysThatItMustBeStartedAnew() throws Exception {
        server.broken().add("topic labels is read no longer");

        assertAnswer("/health/live", 503, "{\"status\":\"broken\",\"reasons\":[\"topic labels is read no longer\"]}");
    }

    private void assertAnswer(String path, int status, String body) throws Exception {
        Http.Answer answer = http.get(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).hasToString(body);
    }
}
