package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Open Inference Protocol, version 2. */
class InferTest {
    private static final String MODEL = "/v2/models/flags-nano";

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
    void isReadyWhenTheJobServes() throws Exception {
        assertThat(http.get("/v2/health/live").body().path("live").asBoolean()).isTrue();
        assertThat(http.get("/v2/health/ready").status()).isEqualTo(400);
        assertThat(http.get(MODEL + "/ready").status()).isEqualTo(400);
        server.serves("flags-nano 0.9");
        assertThat(http.get("/v2/health/ready").status()).isEqualTo(200);
        assertThat(http.get(MODEL + "/ready").status()).isEqualTo(400);
        server.serves("flags-nano 1.0");
        assertThat(http.get(MODEL + "/ready").status()).isEqualTo(200);
        assertThat(http.get(MODEL + "/versions/1.0/ready").status()).isEqualTo(200);
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(http.get("/v2").body().path("name").asText()).isEqualTo("zerostream");
        JsonNode model = http.get(MODEL).body();
        assertThat(model.path("versions").get(0).asText()).isEqualTo("1.0");
        assertThat(model.at("/inputs/0/name").asText()).isEqualTo("image");
        assertThat(model.at("/inputs/0/datatype").asText()).isEqualTo("BYTES");
        assertThat(model.path("outputs").findValuesAsText("name"))
                .startsWith("label", "score", "outcome", "model_version", "class_set_revision");
        assertThat(http.get(MODEL + "/versions/1.0").status()).isEqualTo(200);
    }

    @Test
    void infers() throws Exception {
        server.job(event -> {
            switch (server.uploaded().size()) {
                case 1 -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false);
                case 2 -> server.feed().label(Records.labelOf(event, Outcome.UNKNOWN, "Chad"), 10, false);
                default -> server.feed().deadLetter(Records.letterOf(event), 10, false);
            }
        });
        Http.Answer answer = http.post(
                MODEL + "/infer",
                "{\"id\": \"7\", \"parameters\": {\"source\": \"door\", \"binary_data_output\": true}, \"inputs\": ["
                        + pictures(3) + "]}");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("model_name").asText()).isEqualTo("flags-nano");
        assertThat(answer.body().path("id").asText()).isEqualTo("7");
        assertThat(output(answer, "label").path("data").toString()).isEqualTo("[\"Chad\",\"\",\"\"]");
        assertThat(output(answer, "label").path("shape").toString()).isEqualTo("[3]");
        assertThat(output(answer, "score").path("datatype").asText()).isEqualTo("FP32");
        assertThat(output(answer, "score").path("data").get(0).floatValue()).isEqualTo(0.8f);
        assertThat(output(answer, "outcome").path("data").toString())
                .isEqualTo("[\"LABELLED\",\"UNKNOWN\",\"UNDECODABLE\"]");
        assertThat(output(answer, "model_version").path("data").toString()).isEqualTo("[\"1\",\"1\",\"\"]");
        assertThat(output(answer, "class_set_revision").path("data").toString()).isEqualTo("[1,1,0]");
        assertThat(output(answer, "event_id").path("data").get(2).asText())
                .isEqualTo(server.uploaded().get(2).getEventId());
        assertThat(server.uploaded().get(0).getSourceId()).isEqualTo("door");
        assertThat(server.uploaded().get(2).getContent().array()).isEqualTo(Pictures.flag(2));

        Http.Answer one = http.post(
                MODEL + "/versions/1.0/infer",
                "{\"inputs\": [" + pictures(1) + "], \"outputs\": [{\"name\": \"outcome\"}]}");
        assertThat(one.body().path("outputs").findValuesAsText("name")).containsExactly("outcome");
    }

    /** Triton's client with binary_data=False and KServe's name no type or bytes; KServe's has the model's name in the body. */
    @ParameterizedTest
    @ValueSource(strings = {"", "application/octet-stream"})
    void takesWhatClientsOfTritonAndKServeSend(String type) throws Exception {
        server.job(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));
        String flag = '"' + Base64.getEncoder().encodeToString(Pictures.flag(1)) + '"';
        String nested = "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [2, 1], \"parameters\": {},"
                + " \"data\": [[" + flag + "], [" + flag + "]]}";
        HttpRequest.Builder request = http.to(MODEL + "/infer")
                .POST(BodyPublishers.ofByteArray(
                        ("{\"id\": \"1\", \"model_name\": \"flags-nano\", \"inputs\": [" + nested
                                        + "], \"outputs\": [{\"name\": \"label\", \"parameters\": {\"binary_data\": false}}]}")
                                .getBytes(StandardCharsets.UTF_8)));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        Http.Answer answer = http.send(request);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(output(answer, "label").path("data").toString()).isEqualTo("[\"Chad\",\"Chad\"]");
    }

    @Test
    void whatHasNoLabelInTimeIsNamed() throws Exception {
        Http.Answer answer = http.post(MODEL + "/infer?wait=5ms", "{\"inputs\": [" + pictures(1) + "]}");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body().path("error").asText())
                .contains(server.uploaded().get(0).getEventId());
        assertThat(server.feed().waiting().pictures()).isZero();
    }

    @Test
    void whenKafkaIsAwayTheIdIsTold() throws Exception {
        server.room(0);
        Http.Answer answer = http.post(MODEL + "/infer", "{\"inputs\": [" + pictures(1) + "]}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body().path("error").isTextual()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|not one input",
                "{'inputs': [{'name': 'image', 'datatype': 'FP32', 'shape': [1], 'data': ['aaaa']}]}|BYTES",
                "{'inputs': [{'name': 'image', 'datatype': 'BYTES', 'shape': [2], 'data': ['aaaa']}]}|shape",
                "{'inputs': [{'name': 'image', 'datatype': 'BYTES', 'shape': [], 'data': []}]}|shape",
                "{'inputs': [{'name': 'image', 'datatype': 'BYTES', 'shape': [0], 'data': []}]}|no picture",
                "{'inputs': [{'name': 'image', 'datatype': 'BYTES', 'shape': [1], 'data': [null]}]}|null",
                "{'inputs': [{'name': 'image', 'datatype': 'BYTES', 'shape': [1], 'data': ['no base64']}]}|base64",
                "{'inputs': [], 'outputs': [{'name': 'logits'}]}|logits",
                "{'input': []}|unknown key",
            })
    void errorsAreOneText(String json, String inMessage) throws Exception {
        Http.Answer answer = http.post(MODEL + "/infer", json.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body().path("error").asText()).contains(inMessage);
        assertThat(answer.body().size()).isEqualTo(1);
    }

    /** A batch is one answer, so one that is no picture is the end of all. */
    @Test
    void oneThatIsNoPictureIsTheEndOfAll() throws Exception {
        String json = "{\"inputs\": ["
                + pictures(2).replace("\"shape\": [2]", "\"shape\": [3]").replace("]}", ", \"aaaa\"]}") + "]}";
        Http.Answer answer = http.post(MODEL + "/infer", json);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(415);
        assertThat(answer.body().path("error").isTextual()).isTrue();
        assertThat(server.uploaded()).isEmpty();
        assertThat(server.feed().waiting().pictures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v2/models/other", "/v2/models/flags-nano/versions/2", "/v2/nothing", "/v2/models/other/ready"})
    void whatIsNotThereIsToldAsTheProtocolTells(String path) throws Exception {
        Http.Answer answer = http.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("error").isTextual()).isTrue();
    }

    @Test
    void whatIsTooLargeOrBinaryIsToldAsTheProtocolTells() throws Exception {
        Http.Answer large = http.upload(MODEL + "/infer", "application/json", new byte[TestServer.UPLOAD_BYTES + 1]);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.body().path("error").isTextual()).isTrue();
        Http.Answer binary = http.send(http.to(MODEL + "/infer")
                .header("Inference-Header-Content-Length", "2")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(binary.status()).isEqualTo(415);
        assertThat(binary.body().path("error").asText()).contains("binary_data=False");
    }

    private static JsonNode output(Http.Answer answer, String name) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> answer.body().path("outputs").path(i))
                .filter(output -> output.path("name").asText().equals(name) || output.isMissingNode())
                .findFirst()
                .orElseThrow();
    }

    private static String pictures(int number) {
        String data = IntStream.range(0, number)
                .mapToObj(i -> '"' + Base64.getEncoder().encodeToString(Pictures.flag(i)) + '"')
                .collect(Collectors.joining(", "));
        return "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [" + number + "], \"data\": [" + data + "]}";
    }
}
