package io.zerostream.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpLimitsTest {
    @Test
    void oneClientGetsLessThanAllThereIs() {
        HttpLimits limits = HttpLimits.defaults();

        assertThat(limits)
                .isEqualTo(
                        new HttpLimits(512, 128, 48, 24, 16, 268_435_456L, 67_108_864L, 4096, Duration.ofSeconds(10)));
        assertThat(limits.leastBytes()).isEqualTo(40_960);
        assertThat(limits.streamsPerClient()).isLessThan(LiveLimits.defaults().streamClients());
    }

    @Test
    void namesTheKeyThatIsWrong() {
        assertThatThrownBy(() -> new HttpLimits(0, 1, 1, 1, 1, 1 << 20, 1 << 20, 1, Duration.ofSeconds(1)))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("http.connections is 0");
        assertThatThrownBy(() -> new HttpLimits(1, 1, 1, 1, 1, 1, 1 << 20, 1, Duration.ofSeconds(1)))
                .hasMessageContaining("http.body-bytes");
        assertThatThrownBy(() -> new HttpLimits(1, 1, 1, 1, 1, 1 << 20, 1 << 20, 1, Duration.ZERO))
                .hasMessageContaining("http.grace");
    }
}
