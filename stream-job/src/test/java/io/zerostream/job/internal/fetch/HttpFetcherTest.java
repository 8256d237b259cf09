package io.zerostream.job.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.UriPolicy;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<HttpFetcher> fetchers = new ArrayList<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private List<URI> listed = List.of();
    private List<URI> listedPrivate = List.of();
    private String headersFile = "";

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
        server.createContext("/short", exchange -> {
            exchange.sendResponseHeaders(200, 5000);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        server.createContext("/named", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answer(exchange, 200, new byte[7], null);
        });
        server.createContext(
                "/other",
                exchange -> answer(
                        exchange,
                        302,
                        new byte[0],
                        "http://localhost:" + server.getAddress().getPort() + "/named"));
        server.start();
        listed = List.of(URI.create(url("")));
    }

    @AfterEach
    void stopServer() {
        end.countDown();
        fetchers.forEach(HttpFetcher::close);
        server.stop(0);
    }

    @Test
    void aServerThatHangsUpEarlyIsNoSlowOne() {
        assertThatThrownBy(() -> fetch(fetcher(10_000, PATIENCE), url("/short")))
                .hasMessageContaining("cannot be fetched")
                .hasMessageContaining("Content-Length");
    }

    @Test
    void fetchesWhatIsAllowedAndFollowsRedirectsThere() throws Exception {
        assertThat(fetch(fetcher(1000, PATIENCE), url("/picture"))).hasSize(100);
        assertThat(fetch(fetcher(1000, PATIENCE), url("/moved"))).hasSize(100);
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
                catchThrowableOfType(UriRejectedException.class, () -> fetch(strict, url("/picture")));
        assertThat(refusal.rejection().reason()).isEqualTo(DeadLetterReason.URI_REFUSED);
        assertThat(refusal).hasMessageContaining("not a public address");
    }

    @Test
    void anOriginThatIsListedAsPrivateMayLeadInside() throws Exception {
        listed = List.of();
        listedPrivate = List.of(URI.create(url("")));

        assertThat(fetch(fetcher(PublicAddresses::contain, 1000, PATIENCE), url("/picture")))
                .hasSize(100);
    }

    /** The server is asked for both, so that a name that leads elsewhere the second time would be seen. */
    @Test
    void theAddressThatWasJudgedIsTheOneThatIsAsked() throws Exception {
        List<InetAddress> judged = new ArrayList<>();
        HttpFetcher fetcher = fetcher(
                address -> {
                    judged.add(address);
                    return true;
                },
                1000,
                PATIENCE);
        listed = List.of(URI.create("http://localhost:" + server.getAddress().getPort()));

        assertThat(fetch(fetcher, "http://localhost:" + server.getAddress().getPort() + "/picture"))
                .hasSize(100);
        assertThat(judged).containsExactly(InetAddress.getAllByName("localhost"));
    }

    @Test
    void headersGoToTheirOriginAndNotWhereItRedirects(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("headers");
        Files.writeString(file, "# cameras\n\n" + url("") + " Authorization: Bearer secret:with:colons\n");
        headersFile = file.toString();
        listed = List.of(
                URI.create(url("")),
                URI.create("http://localhost:" + server.getAddress().getPort()));

        fetch(fetcher(1000, PATIENCE), url("/named"));
        fetch(fetcher(1000, PATIENCE), url("/other"));

        assertThat(authorizations).containsExactly("Bearer secret:with:colons", "null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.org", "nothing here", "https://a.org Authorization secret", "x: y"})
    void aHeadersFileThatIsWrongIsRefusedWithoutItsSecrets(String line, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("headers");
        Files.writeString(file, "\n" + line + "\n");

        assertThatThrownBy(() -> OriginHeaders.read(file.toString()))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContaining("uri.headers-file")
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> OriginHeaders.read(folder.resolve("none").toString()))
                .hasMessageContaining("cannot read");
    }

    @Test
    void filesOfListedFoldersAreReadAndNoOthers(@TempDir Path folder) throws Exception {
        Path inside = Files.createDirectories(folder.resolve("in"));
        Files.write(inside.resolve("a picture.png"), new byte[5]);
        Files.write(folder.resolve("secret"), new byte[5]);
        UriGuard guard = new UriGuard(UriPolicy.DEFAULT.allowing(List.of(), List.of(inside.toUri())));
        FileFetcher files = new FileFetcher(5);

        assertThat(files.fetch(
                        guard.check(inside.resolve("a picture.png").toUri().toString())
                                .uri()))
                .hasSize(5);
        for (String outside : List.of("../secret", "x/../../secret", "%2e%2e/secret", "./../secret")) {
            assertThatThrownBy(() ->
                            files.fetch(guard.check(inside.toUri() + outside).uri()))
                    .as(outside)
                    .isInstanceOf(UriRejectedException.class);
        }
        assertThatThrownBy(() -> guard.check(folder.toUri() + "in-not/x")).hasMessageContaining("allow-list");
        assertThatThrownBy(() ->
                        new FileFetcher(4).fetch(inside.resolve("a picture.png").toUri()))
                .hasMessageContaining("more than 4 bytes");
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
        UriRejectedException refusal =
                catchThrowableOfType(UriRejectedException.class, () -> fetch(fetcher(1000, PATIENCE), address));
        assertThat(refusal.rejection().reason()).isEqualTo(DeadLetterReason.URI_REFUSED);
        assertThat(refusal).hasMessageContaining(why);
    }

    private void assertFailed(HttpFetcher fetcher, String path, String why) {
        UriRejectedException failure =
                catchThrowableOfType(UriRejectedException.class, () -> fetch(fetcher, url(path)));
        assertThat(failure.rejection().reason()).isEqualTo(DeadLetterReason.URI_FAILED);
        assertThat(failure).hasMessageContaining(why);
    }

    private HttpFetcher fetcher(long maxBytes, Duration timeout) {
        return fetcher(address -> true, maxBytes, timeout);
    }

    private HttpFetcher fetcher(Predicate<InetAddress> reachable, long maxBytes, Duration timeout) {
        HttpFetcher fetcher =
                new HttpFetcher(guard(), OriginHeaders.read(headersFile), maxBytes, timeout, 4, reachable);
        fetchers.add(fetcher);
        return fetcher;
    }

    private UriGuard guard() {
        return new UriGuard(UriPolicy.DEFAULT.allowing(listed, listedPrivate));
    }

    private byte[] fetch(HttpFetcher fetcher, String address) throws UriRejectedException {
        return fetcher.fetch(guard().check(address));
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
