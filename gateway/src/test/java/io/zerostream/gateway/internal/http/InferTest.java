package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
                "{\"id\": \"7\", \"parameters\": {\"source\": \"door\", \"binary_data_output\": false}, \"inputs\": ["
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
                "{'inputs': [], 'outputs': [{'name': 'label', 'parameters': {'classification': 3}}]}|classification",
                "{'inputs': [], 'parameters': {'binary_data_output': 'yes'}}|binary_data_output",
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
    void whatIsTooLargeIsToldAsTheProtocolTells() throws Exception {
        Http.Answer large = http.upload(MODEL + "/infer", "application/json", new byte[TestServer.UPLOAD_BYTES + 1]);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.body().path("error").isTextual()).isTrue();
    }

    /** Triton's and KServe's clients do so by themselves. */
    @Test
    void takesPicturesInBinary() throws Exception {
        server.job(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));
        assertThat(http.get("/v2").body().path("extensions").toString()).isEqualTo("[\"binary_tensor_data\"]");
        byte[] tensor = tensor(Pictures.flag(1), Pictures.flag(2));
        Http.Answer answer = http.send(binary(head("2", tensor.length, ""), tensor));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(output(answer, "label").path("data").toString()).isEqualTo("[\"Chad\",\"Chad\"]");
        assertThat(server.uploaded())
                .extracting(event -> event.getContent().array())
                .containsExactly(Pictures.flag(1), Pictures.flag(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'parameters': {'binary_data_output': true}, |label,score,outcome,model_version,class_set_revision,event_id",
                "'parameters': {'binary_data_output': true}, 'outputs': [{'name': 'label'},"
                        + " {'name': 'score', 'parameters': {'binary_data': false}}], |label",
                "'outputs': [{'name': 'class_set_revision', 'parameters': {'binary_data': true}}, {'name': 'score'},"
                        + " {'name': 'label', 'parameters': {'binary_data': true}}], |class_set_revision,label",
            })
    void answersInBinaryWhatIsWantedSo(String said, String binary) throws Exception {
        server.job(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Tschäd"), 10, false));
        byte[] tensor = tensor(Pictures.flag(1), Pictures.flag(2));
        HttpRequest.Builder request = binary(head("2", tensor.length, said.replace('\'', '"')), tensor);
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        int length = Integer.parseInt(
                answer.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode json = new ObjectMapper().readTree(answer.body(), 0, length);
        ByteBuffer tensors = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
        tensors.position(length);
        List<String> behind = new ArrayList<>();
        for (JsonNode output : json.path("outputs")) {
            if (output.path("parameters").isMissingNode()) {
                assertThat(output.path("data")).hasSize(2);
                continue;
            }
            assertThat(output.path("data").isMissingNode()).isTrue();
            behind.add(output.path("name").asText());
            int end = tensors.position()
                    + output.at("/parameters/binary_data_size").asInt();
            for (int i = 0; i < 2; i++) {
                switch (output.path("name").asText()) {
                    case "score" -> assertThat(tensors.getFloat()).isEqualTo(0.8f);
                    case "class_set_revision" -> assertThat(tensors.getLong()).isEqualTo(1);
                    case "label" -> assertThat(text(tensors)).isEqualTo("Tschäd");
                    case "event_id" ->
                        assertThat(text(tensors))
                                .isEqualTo(server.uploaded().get(i).getEventId());
                    default -> assertThat(text(tensors)).isNotEmpty();
                }
            }
            assertThat(tensors.position()).isEqualTo(end);
        }
        assertThat(tensors.hasRemaining()).isFalse();
        assertThat(behind).containsExactly(binary.split(","));
    }

    private static String text(ByteBuffer tensors) {
        byte[] text = new byte[tensors.getInt()];
        tensors.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    static Stream<Arguments> spoiltBinary() {
        byte[] one = tensor(Pictures.flag(1));
        byte[] two = tensor(Pictures.flag(1), Pictures.flag(2));
        byte[] cut = Arrays.copyOf(two, two.length - 1);
        byte[] negative = {-1, -1, -1, -1};
        byte[] halfALength = {1, 0};
        return Stream.of(
                Arguments.of(head("1", two.length, ""), two, "bytes are left"),
                Arguments.of(head("3", two.length, ""), two, "the shape is of 3 pictures, and there are 2"),
                Arguments.of(head("-3", two.length, ""), two, "the shape"),
                Arguments.of(head("9999999999", two.length, ""), two, "the shape"),
                Arguments.of(head("null", two.length, ""), two, "the shape"),
                Arguments.of(head("2", cut.length, ""), cut, "element 1"),
                Arguments.of(head("1", negative.length, ""), negative, "element 0"),
                Arguments.of(head("1", halfALength.length, ""), halfALength, "element 0"),
                Arguments.of(head("1", one.length + 1, ""), one, "stand behind the JSON"),
                Arguments.of(head("1", one.length, "").replace(String.valueOf(one.length), "null"), one, "of no input"),
                Arguments.of(
                        head("1", one.length, "").replace("\"shape\"", "\"data\": [\"aaaa\"], \"shape\""),
                        one,
                        "behind it"));
    }

    @ParameterizedTest
    @MethodSource("spoiltBinary")
    void whatIsWrongInBinaryIsTold(String head, byte[] tensor, String inMessage) throws Exception {
        Http.Answer answer = http.send(binary(head, tensor));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("error").asText()).contains(inMessage);
        assertThat(server.uploaded()).isEmpty();
    }

    /** A body of nothing but lengths would take many times its own memory. */
    @Test
    void tooManyInBinaryAreRefusedBeforeTheyAreRead() throws Exception {
        byte[] tensor = new byte[4 * 100_000];
        Http.Answer answer = http.send(binary(head("100000", tensor.length, ""), tensor));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(413);
        assertThat(answer.body().path("error").asText()).contains("uploads.pictures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1000000", "99999999999"})
    void aHeaderThatDoesNotFitTheBodyIsTold(String length) throws Exception {
        Http.Answer answer = http.send(http.to(MODEL + "/infer")
                .header("Inference-Header-Content-Length", length)
                .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("error").asText()).contains("Inference-Header-Content-Length");
    }

    private static byte[] tensor(byte[]... pictures) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (byte[] picture : pictures) {
            tensor.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(picture.length)
                    .array());
            tensor.writeBytes(picture);
        }
        return tensor.toByteArray();
    }

    private static String head(String number, int bytes, String more) {
        return "{" + more + "\"inputs\": [{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [" + number
                + "], \"parameters\": {\"binary_data_size\": " + bytes + "}}]}";
    }

    private HttpRequest.Builder binary(String head, byte[] tensor) {
        byte[] json = head.getBytes(StandardCharsets.UTF_8);
        return http.to(MODEL + "/infer")
                .header("Inference-Header-Content-Length", String.valueOf(json.length))
                .POST(BodyPublishers.ofByteArrays(List.of(json, tensor)));
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
