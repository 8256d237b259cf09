package io.zerostream.gateway.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlinkWatchTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = "";
    private HttpServer flink;

    @BeforeEach
    void start() throws IOException {
        flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        flink.createContext("/jobs/overview", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            asked.incrementAndGet();
        });
        flink.start();
    }

    @AfterEach
    void stop() {
        flink.stop(0);
    }

    private void jobs(String... states) {
        answer = Arrays.stream(states)
                .map(state -> "{\"state\": \"" + state + "\"}")
                .collect(Collectors.joining(",", "{\"jobs\": [", "]}"));
        // the answer after the next is of these for sure
        int before = asked.get();
        await().atMost(LONG).until(() -> asked.get() >= before + 2);
    }

    private FlinkWatch watch(Duration takesLong) {
        answer = "{\"jobs\": []}";
        URI address = URI.create("http://127.0.0.1:" + flink.getAddress().getPort());
        return new FlinkWatch(address, SHORT, LONG, takesLong);
    }

    @Test
    void withoutAJobNothingServesThoughFlinkFallsSilent() {
        try (FlinkWatch watch = watch(LONG)) {
            jobs("RUNNING", "FINISHED");
            await().atMost(LONG).until(() -> !watch.noJob() && watch.problem().isEmpty());
            jobs("FAILED", "CANCELED");
            await().atMost(LONG).until(watch::noJob);
            assertThat(watch.problem().orElseThrow()).contains("no job runs on Flink at 127.0.0.1");
            flink.stop(0);
            await().atMost(LONG).until(() -> watch.problem().orElse("").contains("does not say whether the job runs"));
            assertThat(watch.noJob()).isTrue();
        }
    }

    @Test
    void aJobThatDoesNotComeToRunIsTold() {
        try (FlinkWatch watch = watch(Duration.ofMillis(200))) {
            jobs("RESTARTING");
            await().atMost(LONG).until(() -> watch.problem().orElse("").contains("is RESTARTING for"));
            assertThat(watch.noJob()).isFalse();
            jobs("RUNNING");
            await().atMost(LONG).until(() -> watch.problem().isEmpty());
        }
        try (FlinkWatch watch = watch(LONG)) {
            jobs("INITIALIZING");
            await().atMost(LONG).until(() -> !watch.noJob());
            assertThat(watch.problem()).as("it begins").isEmpty();
        }
    }
}
