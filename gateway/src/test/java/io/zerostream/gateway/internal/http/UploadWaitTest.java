package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.config.HttpLimits;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadWaitTest {
    private static final String PATH = "/v1/images";

    private final ExecutorService clients = Executors.newCachedThreadPool();
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
        clients.shutdownNow();
    }

    /** They come before the write is acknowledged, as they may: who asks only then would have missed them. */
    @Test
    void answersWithWhatCameAndSaysWhatDidNot() throws Exception {
        server.job(event -> {
            switch (event.getEventId()) {
                case "known" -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false);
                case "unknown" -> server.feed().label(Records.labelOf(event, Outcome.UNKNOWN, "Chad"), 10, false);
                case "bad" -> server.feed().deadLetter(Records.letterOf(event), 10, false);
                default -> {
                    // of another source, so of another picture
                    server.feed().label(Records.label(event.getEventId(), Outcome.LABELLED, "Chad"), 10, false);
                }
            }
        });
        Http.Answer answer = http.post(PATH + "?wait=500ms", """
                {"images": [
                  {"uri": "https://a/1", "event_id": "known"}, {"uri": "https://a/2", "event_id": "unknown"},
                  {"uri": "https://a/3", "event_id": "bad"}, {"uri": "https://a/4", "event_id": "slow"}, {}]}""");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("images").findValuesAsText("status"))
                .containsExactly("labelled", "labelled", "dead_letter", "pending", "refused");
        assertThat(answer.body().at("/images/0/result/label").asText()).isEqualTo("Chad");
        assertThat(answer.body().at("/images/1/result/label").isNull()).isTrue();
        assertThat(answer.body().at("/images/2/dead_letter/reason").asText()).isEqualTo("UNDECODABLE");
        assertThat(answer.body().at("/images/3/event_id").asText()).isEqualTo("slow");
        assertThat(server.feed().waiting().pictures()).isZero();
    }

    /** Its label is a repeat for everybody else. */
    @Test
    void aPictureThatIsSentAgainIsAnsweredAgain() throws Exception {
        server.job(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));
        for (int i = 0; i < 2; i++) {
            Http.Answer answer = http.upload(PATH + "?event_id=a&wait=10s", "image/png", Pictures.flag(1));
            assertThat(answer.body().at("/images/0/status").asText()).isEqualTo("labelled");
        }
        assertThat(server.feed().labels().newest(9)).hasSize(1);
    }

    @Test
    void whatIsNotWrittenIsNotWaitedFor() throws Exception {
        server.room(1);
        server.job(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));
        long begun = System.nanoTime();
        Http.Answer answer =
                http.upload(PATH + "?wait=20s", Forms.TYPE, Forms.of(Pictures.flag(1), Pictures.flag(2), new byte[1]));

        assertThat(answer.body().path("images").findValuesAsText("status"))
                .containsExactly("labelled", "refused", "refused");
        assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
        assertThat(http.upload(PATH + "?wait=20s", "image/png", new byte[1]).status())
                .isEqualTo(415);
        assertThat(server.feed().waiting().pictures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1s", "21s", ""})
    void aWaitThatIsNoneIsRefusedUnwritten(String wait) throws Exception {
        Http.Answer answer = http.upload(PATH + "?wait=" + wait, "image/png", Pictures.flag(1));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad_value");
        assertThat(server.uploaded()).isEmpty();
    }

    /** More than there are threads and places for requests, by one address; then others get theirs. */
    @Test
    void thoseWhoWaitHoldNoThreadAndTooManyAreToldSo() throws Exception {
        List<CompletableFuture<Http.Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < TestServer.WAITING_A_CLIENT; i++) {
            waiting.add(CompletableFuture.supplyAsync(this::waitLong, clients));
            int sent = i + 1;
            await().until(() -> server.uploaded().size() == sent);
        }
        Http.Answer further = http.upload(PATH + "?wait=1s", "image/png", Pictures.flag(1));
        assertThat(further.status()).isEqualTo(503);
        assertThat(further.raw().headers().firstValue("Retry-After")).contains("1");
        assertThat(http.get("/api/labels").status()).isEqualTo(200);
        assertThat(http.upload(PATH, "image/png", Pictures.flag(1)).status()).isEqualTo(202);
        assertThat(server.feed().waiting().pictures()).isEqualTo(TestServer.WAITING_A_CLIENT);

        server.uploaded()
                .forEach(event -> server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));

        for (CompletableFuture<Http.Answer> answer : waiting) {
            assertThat(answer.get().body().at("/images/0/status").asText()).isEqualTo("labelled");
        }
        assertThat(server.feed().waiting().pictures()).isZero();
        assertThat(http.upload(PATH + "?wait=1ms", "image/png", Pictures.flag(1))
                        .status())
                .isEqualTo(200);
    }

    /** Twelve bodies of 190 kB, where a client has one megabyte. */
    @Test
    void thoseWhoWaitHoldNothingOfTheirBodies() throws Exception {
        HttpLimits limits = TestServer.limits(512, HttpLimits.defaults().grace());
        try (TestServer small = new TestServer(new HttpLimits(
                limits.connections(),
                limits.connectionsPerClient(),
                limits.requests(),
                limits.requestsPerClient(),
                limits.streamsPerClient(),
                1024 * 1024,
                1024 * 1024,
                limits.leastRate(),
                limits.grace()))) {
            byte[] large = Arrays.copyOf(Pictures.flag(1), 190_000);
            List<CompletableFuture<Http.Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Http one = new Http(small.url());
                waiting.add(CompletableFuture.supplyAsync(() -> waitLong(one, large), clients));
                int sent = i + 1;
                await().until(() -> small.uploaded().size() == sent);
                // written is not yet let go of, but soon
                Thread.sleep(50);
            }
            small.uploaded()
                    .forEach(event -> small.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false));
            for (CompletableFuture<Http.Answer> answer : waiting) {
                assertThat(answer.get().body().at("/images/0/status").asText()).isEqualTo("labelled");
            }
        }
    }

    private Http.Answer waitLong() {
        return waitLong(http, Pictures.flag(1));
    }

    private static Http.Answer waitLong(Http http, byte[] picture) {
        try {
            return http.upload(PATH + "?wait=20s", "image/png", picture);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some are answered, some time out, at about the same moment. */
    @Test
    void thousandsOfWaitsLeaveNobodyWaiting() throws Exception {
        server.job(event -> {
            if (event.getSourceId().equals("even")) {
                server.feed().label(Records.labelOf(event, Outcome.LABELLED, "Chad"), 10, false);
            }
        });
        AtomicInteger left = new AtomicInteger(3000);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            all.add(CompletableFuture.runAsync(() -> waitShortly(left), clients));
        }
        for (CompletableFuture<Void> each : all) {
            each.get();
        }
        assertThat(server.uploaded()).hasSizeGreaterThanOrEqualTo(3000);
        assertThat(server.feed().waiting().pictures()).isZero();
        assertThat(http.upload(PATH + "?wait=1ms", "image/png", Pictures.flag(1))
                        .status())
                .isEqualTo(200);
    }

    private void waitShortly(AtomicInteger left) {
        try {
            int number = left.decrementAndGet();
            while (number >= 0) {
                String source = number % 2 == 0 ? "even" : "odd";
                Http.Answer answer =
                        http.post(PATH + "?wait=2ms&source=" + source, "{\"images\": [{\"uri\": \"https://a/b\"}]}");
                assertThat(answer.body().at("/images/0/status").asText())
                        .isEqualTo(number % 2 == 0 ? "labelled" : "pending");
                number = left.decrementAndGet();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
