package io.zerostream.platform;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.zerostream.platform.config.Certificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A server that shows a certificate, and may ask for one. Speaks as much of the registry's API as registering needs, and
 * remembers how requests were signed; of Kafka's clients it sees the handshake, and no more.
 */
final class TlsServer implements AutoCloseable {
    private final HttpsServer server;
    private volatile @Nullable List<String> authorization;

    /**
     * @param shown its own certificate
     * @param asks whether clients must show one of the same authority
     */
    TlsServer(Certificates shown, boolean asks) throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext context = shown.forServer();
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asked = context.getDefaultSSLParameters();
                asked.setNeedClientAuth(asks);
                parameters.setSSLParameters(asked);
            }
        });
        server.createContext("/", exchange -> {
            try (exchange) {
                authorization = exchange.getRequestHeaders().get("Authorization");
                byte[] answer = "{\"id\": 7}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** How the last request was signed; null = not at all. */
    @Nullable
    List<String> authorization() {
        return authorization;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
