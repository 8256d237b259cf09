package io.zerostream.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformConfigTest {
    private static final Path HOME = Path.of("/home/someone/.zerostream");

    @Test
    void defaultsFitALaptop() {
        PlatformConfig config = PlatformConfig.at(HOME);

        assertThat(config.home()).isEqualTo(HOME);
        assertThat(config.ports()).isEqualTo(PlatformPorts.FREE).isEqualTo(new PlatformPorts(0, 0, 0));
        assertThat(config.fresh()).isFalse();
        assertThat(config.slots()).isEqualTo(4);
        assertThat(config.startTimeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void changesOneThingAtATime() {
        PlatformPorts ports = new PlatformPorts(9092, 8081, 8082);

        PlatformConfig config =
                PlatformConfig.at(HOME).forgetting(true).withPorts(ports).withSlots(2);

        assertThat(config)
                .isEqualTo(new PlatformConfig(
                        HOME, PlatformConfig.at(HOME).registryHome(), ports, true, 2, Duration.ofSeconds(90), null));
    }

    @Test
    void namesWhatIsWrong() {
        PlatformConfig good = PlatformConfig.at(HOME);

        assertThatThrownBy(() -> good.withSlots(0))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("at least one task slot, not 0");
        assertThatThrownBy(() -> new PlatformConfig(
                        HOME, good.registryHome(), PlatformPorts.FREE, false, 1, Duration.ZERO, null))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("start timeout must be above 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesPortsThatAreNone(int port) {
        assertThatThrownBy(() -> new PlatformPorts(0, port, 0))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("--registry-port is " + port);
    }

    @Test
    void refusesOnePortForTwoServers() {
        assertThatThrownBy(() -> new PlatformPorts(9092, 0, 9092))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("named twice (--kafka-port 9092");
    }
}
