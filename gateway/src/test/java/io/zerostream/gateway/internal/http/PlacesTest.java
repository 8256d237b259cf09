package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.config.HttpLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With one place for all. */
@Timeout(60)
class PlacesTest {
    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);
    private final AtomicReference<Callback> held = new AtomicReference<>();

    @BeforeEach
    void start() throws Exception {
        Places places = new Places(new HttpLimits(10, 10, 1, 10, 1, 1 << 20, 1 << 20, 4096, Duration.ofSeconds(10)));
        places.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                String path = Request.getPathInContext(request);
                if (path.equals("/hold")) {
                    held.set(callback);
                    return true;
                }
                if (path.equals("/nobody")) {
                    return false;
                }
                if (!path.equals("/breaks")) {
                    callback.succeeded();
                }
                if (path.startsWith("/breaks")) {
                    throw new IllegalStateException("broken");
                }
                return true;
            }
        });
        server.addConnector(connector);
        server.setHandler(places);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverARequestEnds() throws Exception {
        for (int i = 0; i < 3; i++) {
            answers("/fine", 200);
            answers("/breaks-when-answered", 200);
            answers("/nobody", 404);
            answers("/breaks", 500);
        }
        answers("/fine", 200);
        await().until(() -> {
            // refused while the last one still gives its place back
            connector.executeRequest(head("/hold"));
            return held.get() != null;
        });

        assertThat(connector.getResponse(head("/fine")))
                .as("there is one place and no more")
                .startsWith("HTTP/1.1 503 ");
        held.get().succeeded();
        answers("/fine", 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/status", "/metrics", "/health/live", "/health/ready"})
    void whoAsksHowItIsNeedsNoPlace(String path) throws Exception {
        await().until(() -> {
            connector.executeRequest(head("/hold"));
            return held.get() != null;
        });

        answers(path, 200);
        assertThat(connector.getResponse(head("/fine"))).startsWith("HTTP/1.1 503 ");
        held.get().succeeded();
    }

    /** A place is given back just after the answer has gone. */
    private void answers(String path, int status) {
        await().untilAsserted(
                        () -> assertThat(connector.getResponse(head(path))).startsWith("HTTP/1.1 " + status + ' '));
    }

    private static String head(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }
}
