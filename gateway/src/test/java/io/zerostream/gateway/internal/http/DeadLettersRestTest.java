package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters over HTTP: their pictures, and sending them again. */
class DeadLettersRestTest {
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

    private ImageEvent dead(String id, long offset) {
        ImageEvent event = Records.picture(id, Pictures.flag(offset), null);
        server.feed().deadLetter(Records.holding(event, offset), 100, false);
        return event;
    }

    private JsonNode retry(String body) throws Exception {
        Http.Answer answer = http.post("/api/dead-letters/retry", body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode newest() throws Exception {
        return http.get("/api/dead-letters?limit=1").body().at("/dead_letters/0");
    }

    @Test
    void aPictureIsSentAgainAsItWasAndOnceHoweverOftenOneAsks() throws Exception {
        ImageEvent event = dead("a b", 17);
        String body = "{\"event_ids\": [\"a b\"], \"source\": \"camera\"}";

        JsonNode first = retry(body);
        assertThat(first.at("/written/0/letter").asText()).isEqualTo("images-2-17");
        assertThat(first.at("/written/0/outcome").asText()).isEqualTo("waiting");
        JsonNode second = retry(body);
        assertThat(second.path("already").asInt()).isEqualTo(1);
        assertThat(second.path("written")).isEmpty();

        assertThat(server.uploaded()).containsExactly(event);
        assertThat(server.again()).containsExactly("images-2-17");
        assertThat(newest().path("retried_at").asText()).isNotEmpty();
        server.feed().label(Records.label("a b", Outcome.LABELLED, "Japan"), 100, false);
        assertThat(newest().path("outcome").asText()).isEqualTo("labelled");
        assertThat(newest().path("label").asText()).isEqualTo("Japan");
        assertThat(server.changes()).extracting(AuditEntry::getAction).containsExactly("dead-letter.retry");
        assertThat(server.changes().get(0).getSubject()).isEqualTo("dead-letters/camera");
        assertThat(server.changes().get(0).getAfter()).contains("images-2-17");
    }

    @Test
    void whoAsksAtOnceWritesItOnce() throws Exception {
        dead("a", 17);
        ExecutorService clients = Executors.newFixedThreadPool(2);
        Callable<Integer> asking =
                () -> http.post("/api/dead-letters/retry", "{\"event_ids\": [\"a\"], \"source\": \"camera\"}")
                        .status();
        List<Future<Integer>> answers = clients.invokeAll(List.of(asking, asking));
        clients.shutdown();
        assertThat(List.of(answers.get(0).get(), answers.get(1).get())).containsOnly(200);
        assertThat(server.uploaded()).hasSize(1);
    }

    @Test
    void allOfAReasonGoSoManyAtATimeTheOldestFirst() throws Exception {
        IntStream.rangeClosed(1, TestServer.PICTURES + 2).forEach(i -> dead("p" + i, i));
        server.feed()
                .deadLetter(
                        DeadLetter.newBuilder(Records.letter("other"))
                                .setReason(DeadLetterReason.SHED)
                                .build(),
                        100,
                        false);

        JsonNode first = retry("{\"reason\": \"UNDECODABLE\"}");
        assertThat(first.path("written")).hasSize(TestServer.PICTURES);
        assertThat(first.path("left").asInt()).isEqualTo(2);
        assertThat(server.uploaded().get(0).getEventId()).isEqualTo("p1");
        assertThat(retry("{\"reason\": \"UNDECODABLE\"}").path("written")).hasSize(2);
        assertThat(retry("{\"reason\": \"UNDECODABLE\"}").toString())
                .isEqualTo("{\"written\":[],\"already\":0,\"left\":0,\"refused\":[]}");
        assertThat(server.uploaded()).hasSize(TestServer.PICTURES + 2);
        assertThat(server.changes()).hasSize(2);
    }

    @Test
    void saysWhichPicturesCannotBeSentAgainAndWhy() throws Exception {
        server.feed().deadLetter(Records.letter("dropped"), 100, false);
        server.feed()
                .deadLetter(
                        DeadLetter.newBuilder(Records.letter("damaged"))
                                .setOffset(18)
                                .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                                .build(),
                        100,
                        false);
        ImageEvent endless = ImageEvent.newBuilder(Records.picture("endless", Pictures.flag(1), null))
                .setContentType("x".repeat(300))
                .build();
        server.feed().deadLetter(Records.holding(endless, 19), 100, false);
        ImageEvent other = Records.picture("other", Pictures.flag(1), null);
        server.feed()
                .deadLetter(
                        DeadLetter.newBuilder(Records.holding(other, 20))
                                .setEventId("mine")
                                .build(),
                        100,
                        false);
        dead("good", 21);

        JsonNode answer =
                retry("{\"event_ids\": [\"dropped\", \"damaged\", \"endless\", \"mine\", \"unknown\", \"good\"],"
                        + " \"source\": \"camera\"}");

        assertThat(answer.at("/written").findValuesAsText("event_id")).containsExactly("good");
        assertThat(answer.path("refused").findValuesAsText("code"))
                .containsExactly("not_found", "bad_value", "bad_value", "not_found", "not_found");
        assertThat(answer.path("refused").findValuesAsText("message")).satisfies(why -> {
            assertThat(why.get(0)).contains("dead-letters.content is DROP");
            assertThat(why.get(1)).contains("damaged");
            assertThat(why.get(2)).contains("content_type has 300 characters");
            assertThat(why.get(3)).contains("does not say which picture");
            assertThat(why.get(4)).contains("no dead letter of picture 'unknown'");
        });
        assertThat(server.uploaded()).extracting(ImageEvent::getEventId).containsExactly("good");
    }

    @Test
    void whatKafkaDoesNotTakeCanBeSentAgainLater() throws Exception {
        dead("a", 1);
        dead("b", 2);
        server.room(1);
        JsonNode half = retry("{\"event_ids\": [\"a\", \"b\"], \"source\": \"camera\"}");
        assertThat(half.at("/written/0/event_id").asText()).isEqualTo("a");
        assertThat(half.at("/refused/0/error/code").asText()).isEqualTo("kafka_away");
        Http.Answer away = http.post("/api/dead-letters/retry", "{\"reason\": \"UNDECODABLE\"}");
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.raw().headers().firstValue("Retry-After")).isPresent();

        server.room(9);
        assertThat(retry("{\"reason\": \"UNDECODABLE\"}")
                        .at("/written/0/event_id")
                        .asText())
                .isEqualTo("b");
        assertThat(server.uploaded()).extracting(ImageEvent::getEventId).containsExactly("a", "b");
    }

    @Test
    void anErasedSourceHasNothingToSendAgain() throws Exception {
        dead("a", 1);
        http.delete("/api/sources/camera/recent");
        assertThat(retry("{\"event_ids\": [\"a\"], \"source\": \"camera\"}")
                        .at("/refused/0/error/code")
                        .asText())
                .isEqualTo("not_found");
        assertThat(http.get("/api/dead-letters/images-2-1/picture").status()).isEqualTo(404);
        assertThat(server.uploaded()).isEmpty();
    }

    @Test
    void showsThePictureOfALetter() throws Exception {
        dead("a", 17);
        String path = newest().path("picture").asText();
        Http.Answer picture = http.get(path);
        assertThat(picture.raw().body()).isEqualTo(Pictures.flag(17));
        assertThat(picture.raw().headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(http.get("/api/dead-letters/images-2-18/picture").status()).isEqualTo(404);

        ImageEvent page = Records.picture("b", "<script>1</script>".getBytes(StandardCharsets.UTF_8), null);
        server.feed().deadLetter(Records.holding(page, 18), 100, false);
        Http.Answer file = http.get("/api/dead-letters/images-2-18/picture");
        assertThat(file.raw().headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(file.raw().headers().firstValue("Content-Disposition")).hasValue("attachment");
    }

    @Test
    void refusesWhatItCannotUnderstand() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"event_ids\": [\"a\"]}",
                "{\"event_ids\": [], \"source\": \"camera\"}",
                "{\"event_ids\": [null], \"source\": \"camera\"}",
                "{\"source\": \"camera\", \"reason\": \"SHED\"}",
                "{\"event_ids\": [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"], \"source\": \"camera\"}")) {
            assertThat(http.post("/api/dead-letters/retry", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        Http.Answer unknown = http.post("/api/dead-letters/retry", "{\"reason\": \"UNDECODABEL\"}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().at("/error/nearest/0").asText()).isEqualTo("UNDECODABLE");
    }

    /** Another gateway has sent it, or this one before it was started again. */
    @Test
    void whatWasSentAgainElsewhereIsKnown() throws Exception {
        dead("a", 17);
        server.feed().retried("images-2-17", Instant.now());
        assertThat(retry("{\"event_ids\": [\"a\"], \"source\": \"camera\"}")
                        .path("already")
                        .asInt())
                .isEqualTo(1);
        assertThat(server.uploaded()).isEmpty();
    }
}
