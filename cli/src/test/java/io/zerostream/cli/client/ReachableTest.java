package io.zerostream.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.KafkaConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReachableTest {
    /** A broker that is stopped, or a server of another kind. */
    @Test
    void aKafkaThatNeverAnswersIsNamedInSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            long start = System.nanoTime();
            assertThatThrownBy(() -> Reachable.checked(new KafkaConnection(address, "http://127.0.0.1:1")))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("no Kafka answers at " + address);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void bothAreNamedInTheTimeOfOne() throws IOException {
        try (ServerSocket kafka = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket registry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String broker = "127.0.0.1:" + kafka.getLocalPort();
            String url = "http://127.0.0.1:" + registry.getLocalPort();
            // the first to use these clients waits for their classes to be loaded
            whatIsNoAddressIsNamed();
            long start = System.nanoTime();
            assertThatThrownBy(() -> Reachable.checked(new KafkaConnection(broker, url)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("no Kafka answers at " + broker)
                    .hasMessageContaining(url);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Reachable.PATIENCE.multipliedBy(2).minusSeconds(1));
        }
    }

    @Test
    void whatIsNoAddressIsNamed() {
        assertThatThrownBy(() -> Reachable.checked(new KafkaConnection("kafka", "http://127.0.0.1:1")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'kafka' cannot be Kafka's address");
    }
}
