package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.platform.config.PlatformException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void choosesAPortThatCanBeListenedOn() throws IOException {
        int port = Ports.choose("kafka", 0);

        try (ServerSocket socket = listenOn(port)) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void staysOutOfTheRangeThatOutgoingConnectionsTakeTheirPortsFrom() {
        assertThat(IntStream.range(0, 200).map(i -> Ports.choose("kafka", 0)).boxed())
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isBetween(Ports.FIRST, Ports.LAST - 1));
    }

    @Test
    void acceptsTheWantedPortWhenItIsFree() {
        int port = Ports.choose("kafka", 0);

        assertThat(Ports.choose("kafka", port)).isEqualTo(port);
    }

    @Test
    void saysWhichPortIsTakenAndWhatToDo() throws IOException {
        try (ServerSocket other = listenOn(0)) {
            assertThatThrownBy(() -> Ports.choose("kafka", other.getLocalPort()))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " for kafka is taken")
                    .hasMessageContaining("--kafka-port");
        }
    }

    private static ServerSocket listenOn(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
