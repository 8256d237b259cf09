package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.Outcome;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The trace of a request goes with its pictures. */
class TracedUploadTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final TraceContext TRACE = new TraceContext(PARENT, "a=1,b=2");

    private final TestServer server = new TestServer();
    private final Http http = new Http(server.url());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void onePictureHasIt() throws Exception {
        upload("/api/images", PARENT, "image/png", BodyPublishers.ofByteArray(Pictures.flag(1)));

        assertThat(server.traces()).containsExactly(TRACE);
    }

    @Test
    void allPicturesOfARequestShareIt() throws Exception {
        String images = "{\"images\": [{\"uri\": \"https://a/1\"}, {\"uri\": \"https://a/2\"}]}";
        upload("/v1/images", PARENT, "application/json", BodyPublishers.ofString(images));

        assertThat(server.traces()).containsExactly(TRACE, TRACE);
    }

    @Test
    void whatIsInferredHasIt() throws Exception {
        server.job(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));
        String flag = Base64.getEncoder().encodeToString(Pictures.flag(1));
        String input = "{\"inputs\": [{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\""
                + flag + "\"]}]}";
        upload("/v2/models/flags-nano/infer", PARENT, "application/json", BodyPublishers.ofString(input));

        assertThat(server.traces()).containsExactly(TRACE);
    }

    @Test
    void whatIsMalformedOrAbsentIsLeftOutAndNoneIsMadeUp() throws Exception {
        upload("/api/images", "00-rubbish-01", "image/png", BodyPublishers.ofByteArray(Pictures.flag(1)));
        assertThat(http.upload("/api/images", "image/png", Pictures.flag(2)).status())
                .isEqualTo(202);

        assertThat(server.traces()).containsExactly(TraceContext.NONE, TraceContext.NONE);
    }

    private void upload(String path, String parent, String type, HttpRequest.BodyPublisher body) throws Exception {
        Http.Answer answer = http.send(http.to(path)
                .header("Content-Type", type)
                .header("traceparent", parent)
                .header("tracestate", "a=1")
                .header("tracestate", "b=2")
                .POST(body));
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 202);
    }
}
