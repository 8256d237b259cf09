package io.zerostream.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.gateway.Gateway;
import io.zerostream.schemas.KafkaConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
    private final GatewayConfig config =
            GatewayConfig.defaults(new KafkaConnection("localhost:1", "http://localhost:2"));

    @Test
    void listensOnAFreeLoopbackPortUnlessTold() {
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isZero();
        assertThat(config.defaultClassSet()).isEqualTo("flags");
        assertThat(config.deployment()).isEqualTo("default");
        assertThat(config.uploadsInFlight()).isEqualTo(16);
        assertThat(config.writeTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.stalledAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void namesTheKeyThatIsWrong() {
        assertThatThrownBy(() -> config.withAddress("127.0.0.1", 70_000))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("port is 70000");
        assertThatThrownBy(() -> config.withAddress(" ", 0)).hasMessageContaining("host is empty");
        assertThatThrownBy(() -> config.withStalledAfter(Duration.ZERO)).hasMessageContaining("stalled-after is PT0S");
        assertThatThrownBy(() -> config.withFlinkUrl("jobmanager:8081")).hasMessageContaining("flink-url is 'jobm");
        assertThatThrownBy(() -> new LiveLimits(1, 1, 1, 1, 0, 1, 1, 1, Duration.ofMinutes(1), 1, 16, 1))
                .hasMessageContaining("live.pictures");
        assertThatThrownBy(() -> new LiveLimits(1, 1, 1, 1, 1, 1, 1, 1, Duration.ofSeconds(1), 1, 16, 1))
                .hasMessageContaining("live.count-window");
    }

    @Test
    void saysThatKafkaIsAway() {
        GatewayConfig away = new GatewayConfig(
                config.kafka(),
                config.host(),
                0,
                "flags",
                "default",
                config.images(),
                1,
                config.uploads(),
                config.http(),
                config.access(),
                config.live(),
                config.history(),
                config.lens(),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                GatewayConfig.NOT_ASKED);

        assertThatThrownBy(() -> Gateway.start(away))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("Kafka at localhost:1 does not answer");
    }
}
