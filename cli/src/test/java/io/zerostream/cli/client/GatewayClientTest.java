package io.zerostream.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each way of getting no answer is called what it is: only one of them means that no gateway is there. */
@Timeout(30)
class GatewayClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket free = listening()) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> new GatewayClient("http://127.0.0.1:" + port).get("/api/classes"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no gateway answers");
    }

    /** As a gateway does that has too many of one address, or is stopped at the request. */
    @Test
    void theConnectionIsClosed() throws IOException {
        try (ServerSocket server = listening()) {
            Thread closing = new Thread(() -> {
                try {
                    while (true) {
                        server.accept().close();
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            closing.setDaemon(true);
            closing.start();

            assertThatThrownBy(() -> new GatewayClient(url(server)).get("/api/classes"))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("ended before its answer came")
                    .hasMessageContaining("http.connections-per-client");
        }
    }

    @Test
    void theAnswerDoesNotCome() throws IOException {
        try (ServerSocket server = listening()) {
            assertThatThrownBy(() -> new GatewayClient(url(server), null, SHORT).get("/api/classes"))
                    .isInstanceOf(UserException.class)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("did not answer within 0.3 s");
        }
    }

    /** As any other server does that somebody takes for the gateway. Its own answers may take much longer. */
    @Test
    void anAddressThatNeverAnswersIsFoundOutInSeconds() throws IOException {
        try (ServerSocket server = listening()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> new GatewayClient(url(server)).checked())
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(url(server));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatIsNoAddressIsNamed() {
        assertThatThrownBy(() -> new GatewayClient("localhost:8090"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'localhost:8090' cannot be a gateway's address")
                .hasMessageContaining("http://localhost:8090");
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String url(ServerSocket server) {
        return "http://127.0.0.1:" + server.getLocalPort();
    }
}
