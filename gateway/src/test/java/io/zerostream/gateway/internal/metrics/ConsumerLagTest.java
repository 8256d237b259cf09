package io.zerostream.gateway.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.schemas.KafkaConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {
    @Test
    void saysSoAndNothingElseWhileKafkaCannotBeAsked() {
        PrometheusRegistry metrics = new PrometheusRegistry();
        try (ConsumerLag lag = new ConsumerLag(
                metrics,
                new KafkaConnection("127.0.0.1:1", "http://127.0.0.1:1"),
                "group",
                List.of("images"),
                Duration.ofMillis(200),
                Duration.ofMinutes(1))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> lag.problem()
                    .filter(problem -> problem.startsWith("Kafka at 127.0.0.1:1 does not answer"))
                    .isPresent());

            assertThat(lag.hindrance()).hasValue("Kafka does not answer");
            assertThat(metrics.scrape().stream().flatMap(metric -> metric.getDataPoints().stream()))
                    .isEmpty();
        }
    }
}
