package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.schemas.avro.ImageEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyUploadsTest {
    private static final String PATH = "/v1/images";

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
    void takesOnePictureAsTheBody() throws Exception {
        byte[] flag = Pictures.flag(5);
        Http.Answer answer = http.upload(PATH + "?event_id=mine&source=door&class_set=flags", "image/png", flag);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        assertThat(answer.body().path("refused").asInt()).isZero();
        assertThat(answer.body().at("/images/0/event_id").asText()).isEqualTo("mine");
        assertThat(answer.body().at("/images/0/source_id").asText()).isEqualTo("door");
        assertThat(answer.body().at("/images/0/status").asText()).isEqualTo("accepted");
        ImageEvent event = server.uploaded().get(0);
        assertThat(event.getEventId()).isEqualTo("mine");
        assertThat(event.getClassSet()).isEqualTo("flags");
        assertThat(event.getContent().array()).isEqualTo(flag);
    }

    /** Each would be an object of its own: twenty times what it takes in the body. */
    @Test
    void aBodyOfNothingButEmptyObjectsIsRefusedBeforeTheyAreMade() throws Exception {
        String body = "{\"images\": [" + "{},".repeat(300_000) + "{}]}";
        assertThat(http.post(PATH, body).code())
                .as("and not for the number of pictures, which is counted when all are there")
                .isEqualTo("bad_json");
    }

    @Test
    void tellsOfEachFileOfAFormInTheirOrder() throws Exception {
        byte[] cut = Arrays.copyOf(Pictures.flag(1), 20);
        Http.Answer answer = http.upload(
                PATH + "?source=door",
                Forms.TYPE,
                Forms.of(Pictures.flag(1), cut, Pictures.flag(2), new byte[TestServer.MAX_BYTES + 1]));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        assertThat(answer.body().path("refused").asInt()).isEqualTo(2);
        assertThat(answer.body().has("error")).isFalse();
        assertThat(all(answer, "status")).containsExactly("accepted", "refused", "accepted", "refused");
        assertThat(answer.body().at("/images/1/error/code").asText()).isEqualTo("undecodable_picture");
        assertThat(answer.body().at("/images/3/error/code").asText()).isEqualTo("picture_too_large");
        assertThat(answer.body().at("/images/3/error/hint").asText()).isNotEmpty();
        assertThat(all(answer, "event_id")).doesNotHaveDuplicates().doesNotContain("");
        assertThat(server.uploaded())
                .extracting(ImageEvent::getEventId)
                .containsExactly(
                        all(answer, "event_id").get(0), all(answer, "event_id").get(2));
        assertThat(server.uploaded()).extracting(ImageEvent::getSourceId).containsOnly("door");
    }

    @Test
    void whereNoneIsTakenTheStatusIsThatOfTheFirst() throws Exception {
        Http.Answer answer = http.upload(PATH, Forms.TYPE, Forms.of(new byte[] {1, 2, 3, 4}, new byte[0]));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("unsupported_media");
        assertThat(answer.body().at("/images/1/error/code").asText()).isEqualTo("empty_picture");
        assertThat(server.uploaded()).isEmpty();
    }

    @Test
    void takesJson() throws Exception {
        byte[] flag = Pictures.flag(3);
        Http.Answer answer =
                http.post(PATH + "?source=yard", """
                {"images": [
                  {"content": "%s", "event_id": "a", "source": "door", "class_set": "flags",
                   "captured_at": "2026-01-31T12:00:00+01:00", "attributes": {"truth": "Chad"}},
                  {"uri": "https://pictures.example/1.jpg"},
                  {"content": "%s", "uri": "https://pictures.example/1.jpg"},
                  {},
                  {"content": "%s", "captured_at": "yesterday"},
                  {"content": "%s", "class_set": "birds"}]}""".formatted(base64(flag), base64(flag), base64(flag), base64(flag)));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        assertThat(all(answer, "status"))
                .containsExactly("accepted", "accepted", "refused", "refused", "refused", "refused");
        assertThat(answer.body().findValuesAsText("code"))
                .containsExactly("bad_value", "bad_value", "bad_value", "unknown_set");
        ImageEvent first = server.uploaded().get(0);
        assertThat(first.getEventId()).isEqualTo("a");
        assertThat(first.getSourceId()).isEqualTo("door");
        assertThat(first.getCapturedAt()).isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
        assertThat(first.getAttributes()).isEqualTo(Map.of("truth", "Chad"));
        assertThat(first.getContent().array()).isEqualTo(flag);
        ImageEvent second = server.uploaded().get(1);
        assertThat(second.getUri()).isEqualTo("https://pictures.example/1.jpg");
        assertThat(second.getContent()).isNull();
        assertThat(second.getSourceId()).isEqualTo("yard");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|400|bad_request|no picture",
                "{'images': []}|400|bad_request|no picture",
                "{'images': [null]}|400|bad_json|null",
                "{'images': [{'contents': 'aaaa'}]}|400|bad_json|contents",
                "{'images': [{'content': 'not base64'}]}|400|bad_json|images[0].content",
                "{'images': [{'uri': 5}]}|400|bad_json|images[0].uri",
                "{'images': [{'uri': 'https://a/b', 'event_id': 'c'}]}|400|bad_value|event_id",
            })
    void whatIsNotOfTheRightFormIsRefusedAsAWhole(String json, int status, String code, String inMessage)
            throws Exception {
        Http.Answer answer = http.post(PATH + "?event_id=d", json.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().at("/error/message").asText()).contains(inMessage);
        assertThat(server.uploaded()).isEmpty();
    }

    @Test
    void numbersAndBytesAreBounded() throws Exception {
        byte[][] many = IntStream.rangeClosed(0, TestServer.PICTURES)
                .mapToObj(Pictures::flag)
                .toArray(byte[][]::new);
        Http.Answer tooMany = http.upload(PATH, Forms.TYPE, Forms.of(many));
        assertThat(tooMany.status()).isEqualTo(413);
        assertThat(tooMany.body().at("/error/message").asText()).contains("uploads.pictures");
        String list = Arrays.stream(many)
                .map(flag -> "{\"content\": \"" + base64(flag) + "\"}")
                .collect(Collectors.joining(", "));
        assertThat(http.post(PATH, "{\"images\": [" + list + "]}").status()).isEqualTo(413);
        for (String type : List.of(Forms.TYPE, "application/json", "image/png")) {
            Http.Answer tooLarge = http.upload(PATH, type, new byte[TestServer.UPLOAD_BYTES + 1]);
            assertThat(tooLarge.status()).as(type).isEqualTo(413);
            assertThat(tooLarge.code()).isEqualTo("body_too_large");
        }
        assertThat(server.uploaded()).isEmpty();
        byte[] large = Arrays.copyOf(Pictures.flag(1), TestServer.MAX_BYTES);
        assertThat(http.upload(PATH, Forms.TYPE, Forms.of(large, large, large, large, large))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void whenKafkaGoesAwayTheRestIsToBeSentAgainUnderItsIds() throws Exception {
        server.room(1);
        byte[] form = Forms.of(Pictures.flag(1), Pictures.flag(2), new byte[0], Pictures.flag(3));
        Http.Answer answer = http.upload(PATH, Forms.TYPE, form);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().findValuesAsText("code")).containsExactly("kafka_away", "empty_picture", "kafka_away");
        assertThat(all(answer, "event_id")).doesNotContain("").doesNotHaveDuplicates();

        Http.Answer none = http.upload(PATH, Forms.TYPE, form);
        assertThat(none.status()).isEqualTo(503);
        assertThat(none.raw().headers().firstValue("Retry-After")).contains("1");
        assertThat(all(none, "event_id")).doesNotContain("").doesNotHaveDuplicates();
        assertThat(server.uploaded()).hasSize(1);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static List<String> all(Http.Answer answer, String field) {
        return IntStream.range(0, answer.body().path("images").size())
                .mapToObj(i -> answer.body().path("images").path(i).path(field))
                .map(JsonNode::asText)
                .toList();
    }
}
