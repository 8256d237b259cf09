package io.zerostream.gateway.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.schemas.SchemaRegistryException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRegistryWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private final Semaphore asked = new Semaphore(0);

    static Throwable[] whateverItIs() {
        return new Throwable[] {
            new SchemaRegistryException("the registry is broken", 503),
            new IllegalArgumentException("the registry is broken"),
            new Error("the registry is broken")
        };
    }

    @ParameterizedTest
    @MethodSource("whateverItIs")
    void whatGoesWrongIsAProblemUntilItAnswersAgain(Throwable what) throws Exception {
        wrong.set(what);
        try (SchemaRegistryWatch watch =
                new SchemaRegistryWatch(this::question, Duration.ofMillis(1), Duration.ofSeconds(1))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(watch.problem().orElseThrow())
                            .contains("the registry is broken; jobs and programs that start now wait for it"));
            asked.drainPermits();
            assertThat(asked.tryAcquire(2, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("it is asked again")
                    .isTrue();
            assertThat(watch.problem()).isPresent();

            wrong.set(null);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(watch.problem()).isEmpty());
        }
    }

    /** Of what has no message its kind is told. */
    @Test
    void aProblemIsNeverNull() {
        wrong.set(new NullPointerException());
        try (SchemaRegistryWatch watch =
                new SchemaRegistryWatch(this::question, Duration.ofMillis(1), Duration.ofSeconds(1))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(watch.problem().orElseThrow())
                            .contains("cannot be asked: " + NullPointerException.class.getName())
                            .doesNotContain("null;"));
        }
    }

    private void question(Duration answerWithin) {
        asked.release();
        Throwable what = wrong.get();
        if (what instanceof RuntimeException e) {
            throw e;
        } else if (what instanceof Error e) {
            throw e;
        }
    }
}
