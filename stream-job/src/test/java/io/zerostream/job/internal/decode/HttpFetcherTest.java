package io.zerostream.job.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/picture", exchange -> answer(exchange, 200, new byte[100], null));
        server.createContext("/moved", exchange -> answer(exchange, 302, new byte[0], "/picture"));
        server.createContext("/elsewhere", exchange -> answer(exchange, 302, new byte[0], "http://example.org/x"));
        server.createContext("/inside", exchange -> answer(exchange, 302, new byte[0], "http://127.0.0.2:1/x"));
        server.createContext("/loop", exchange -> answer(exchange, 302, new byte[0], "/loop"));
        server.createContext("/gone", exchange -> answer(exchange, 410, new byte[0], null));
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void fetchesWhatIsAllowedAndFollowsRedirectsThere() throws Exception {
        assertThat(fetcher(1000, PATIENCE).fetch(url("/picture"))).hasSize(100);
        assertThat(fetcher(1000, PATIENCE).fetch(url("/moved"))).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/elsewhere", "/inside"})
    void aRedirectIsJudgedLikeAnAddress(String path) {
        assertRefused(url(path), "allow-list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/x",
                "https://127.0.0.1/x",
                "file:///etc/passwd",
                "not a uri",
                "http://u@127.0.0.1/",
                "x"
            })
    void whatIsNotOnTheListIsRefused(String address) {
        assertRefused(address, "");
    }

    @Test
    void aListedNameThatLeadsInsideIsRefused() {
        HttpFetcher strict = fetcher(PublicAddresses::contain, 1000, PATIENCE);
        UriRejectedException refusal =
                catchThrowableOfType(UriRejectedException.class, () -> strict.fetch(url("/picture")));
        assertThat(refusal.rejection().reason()).isEqualTo(DeadLetterReason.URI_REFUSED);
        assertThat(refusal).hasMessageContaining("not a public address");
    }

    @Test
    void whatIsTooLargeTooSlowOrNotThereFails() {
        assertFailed(fetcher(99, PATIENCE), "/picture", "more than 99 bytes");
        assertFailed(fetcher(1000, Duration.ofMillis(300)), "/endless", "longer than 300 ms");
        assertFailed(fetcher(1000, PATIENCE), "/gone", "HTTP 410");
        assertFailed(fetcher(1000, PATIENCE), "/loop", "redirects more than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "255.255.255.255",
                "198.18.0.1",
                "192.0.2.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "2002:a00:1::1",
                "2001:0:1::1",
                "2001:db8::1",
                "64:ff9b::a00:1"
            })
    void insideAddressesAreNotPublic(String address) throws IOException {
        assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "100.128.0.1", "172.32.0.1", "2606:4700::1111"})
    void theRestIs(String address) throws IOException {
        assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isTrue();
    }

    private void assertRefused(String address, String why) {
        UriRejectedException refusal = catchThrowableOfType(
                UriRejectedException.class, () -> fetcher(1000, PATIENCE).fetch(address));
        assertThat(refusal.rejection().reason()).isEqualTo(DeadLetterReason.URI_REFUSED);
        assertThat(refusal).hasMessageContaining(why);
    }

    private void assertFailed(HttpFetcher fetcher, String path, String why) {
        UriRejectedException failure = catchThrowableOfType(UriRejectedException.class, () -> fetcher.fetch(url(path)));
        assertThat(failure.rejection().reason()).isEqualTo(DeadLetterReason.URI_FAILED);
        assertThat(failure).hasMessageContaining(why);
    }

    private HttpFetcher fetcher(long maxBytes, Duration timeout) {
        return fetcher(address -> true, maxBytes, timeout);
    }

    private HttpFetcher fetcher(Predicate<InetAddress> reachable, long maxBytes, Duration timeout) {
        return new HttpFetcher(new UriGuard(List.of(URI.create(url(""))), reachable), maxBytes, timeout);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void answer(HttpExchange exchange, int status, byte[] body, String location) throws IOException {
        if (location != null) {
            exchange.getResponseHeaders().add("Location", location);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
