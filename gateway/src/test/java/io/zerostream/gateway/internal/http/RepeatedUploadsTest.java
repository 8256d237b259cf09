package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.avro.ImageEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes again, and what comes too fast. */
class RepeatedUploadsTest {
    private static final String PATH = "/v1/images";

    @Test
    void theSameKeyGivesTheSameIdsInEveryGateway() throws Exception {
        byte[] form = Forms.of(Pictures.flag(1), Pictures.flag(2));
        List<String> ids;
        try (TestServer server = new TestServer()) {
            Http http = new Http(server.url());
            Http.Answer first = send(http, PATH, "order-7", Forms.TYPE, form);
            ids = first.body().path("images").findValuesAsText("event_id");
            Http.Answer again = send(http, PATH, "order-7", Forms.TYPE, form);

            assertThat(again.status()).isEqualTo(202);
            assertThat(again.body().path("images").findValuesAsText("event_id")).isEqualTo(ids);
            assertThat(server.uploaded())
                    .extracting(ImageEvent::getEventId)
                    .containsExactly(ids.get(0), ids.get(1), ids.get(0), ids.get(1));
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(UUID.fromString(ids.get(0)).version()).isEqualTo(8);
            assertThat(UUID.fromString(ids.get(0)).variant()).isEqualTo(2);
            Http.Answer old = send(http, "/api/images", "one", "image/png", Pictures.flag(1));
            assertThat(UUID.fromString(old.body().path("event_id").asText()).version())
                    .isEqualTo(8);
        }
        try (TestServer other = new TestServer()) {
            Http.Answer elsewhere = send(new Http(other.url()), PATH, "order-7", Forms.TYPE, form);
            assertThat(elsewhere.body().path("images").findValuesAsText("event_id"))
                    .isEqualTo(ids);
        }
    }

    @Test
    void aKeyThatComesWithOtherPicturesIsRefusedAsLongAsItIsKnown() throws Exception {
        try (TestServer server = new TestServer(TestServer.uploads(0, 2))) {
            Http http = new Http(server.url());
            byte[] flag = Pictures.flag(1);
            assertThat(send(http, PATH, "a", "image/png", flag).status()).isEqualTo(202);
            Http.Answer other = send(http, PATH, "a", "image/png", Pictures.flag(2));
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.code()).isEqualTo("key_reused");
            assertThat(send(http, PATH + "?source=door", "a", "image/png", flag).status())
                    .isEqualTo(422);
            // the same picture in another dress
            assertThat(send(http, PATH, "a", Forms.TYPE, Forms.of(flag)).status())
                    .isEqualTo(202);
            assertThat(server.uploaded()).hasSize(2);

            send(http, PATH, "b", "image/png", flag);
            send(http, PATH, "c", "image/png", flag);
            assertThat(send(http, PATH, "a", "image/png", Pictures.flag(2)).status())
                    .isEqualTo(202);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void aKeyThatIsNoneIsRefused(int length) throws Exception {
        try (TestServer server = new TestServer()) {
            Http.Answer answer = send(new Http(server.url()), PATH, "a".repeat(length), "image/png", Pictures.flag(1));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("bad_value");
        }
    }

    @Test
    void whoSendsTooFastIsToldWhenToComeAgain() throws Exception {
        try (TestServer server = new TestServer(TestServer.uploads(2, 1))) {
            Http http = new Http(server.url());
            byte[][] all = new byte[TestServer.PICTURES][];
            Arrays.setAll(all, Pictures::flag);
            assertThat(http.upload(PATH, Forms.TYPE, Forms.of(all)).status()).isEqualTo(202);

            Http.Answer many = http.upload(PATH, Forms.TYPE, Forms.of(all));
            assertThat(many.status()).isEqualTo(429);
            assertThat(many.code()).isEqualTo("too_fast");
            // 8 at two a second, of which some have come
            assertThat(many.raw().headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(2L, 4L);
            Http.Answer one = http.upload("/api/images", "image/png", Pictures.flag(1));
            if (one.status() == 429) {
                assertThat(one.raw().headers().firstValue("Retry-After")).contains("1");
                Thread.sleep(1000);
                one = http.upload("/api/images", "image/png", Pictures.flag(1));
            }
            assertThat(one.status()).isEqualTo(202);
            assertThat(http.get("/api/labels").status()).isEqualTo(200);
        }
    }

    private static Http.Answer send(Http http, String path, String key, String type, byte[] body) throws Exception {
        return http.send(http.to(path)
                .header("Idempotency-Key", key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body)));
    }
}
