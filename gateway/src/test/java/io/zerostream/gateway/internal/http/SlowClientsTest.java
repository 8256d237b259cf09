package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.internal.live.Records;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send or take a byte now and then hold up nobody but themselves. */
class SlowClientsTest {
    private static final int MANY = 100;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    /** Short, but a busy machine keeps its other clients waiting for less. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final List<Socket> clients = new ArrayList<>();
    private TestServer server;
    private Http http;

    @BeforeEach
    void start() {
        server = new TestServer(GRACE);
        http = new Http(server.url());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        server.close();
    }

    @Test
    void drippingUploadsTakeNoPlaceFromOthers() throws Exception {
        for (int i = 0; i < MANY; i++) {
            send(connect(), head("POST", "/api/images", "Content-Type: image/png\r\nContent-Length: 150000") + "P");
        }

        assertThat(http.upload("/api/images", "image/png", Pictures.flag(3)).status())
                .isEqualTo(202);
        assertThat(http.get("/api/status").status()).isEqualTo(200);
    }

    @Test
    void drippingJsonTakesNoThreadFromOthers() throws Exception {
        for (int i = 0; i < MANY; i++) {
            send(
                    connect(),
                    head("POST", "/api/classes", "Content-Type: application/json\r\nContent-Length: 1000") + "{");
        }

        assertThat(http.get("/api/status").status()).isEqualTo(200);
        assertThat(http.post("/api/classes", "{}").status()).isEqualTo(400);
    }

    @Test
    void thoseWhoDoNotReadTheirAnswerTakeNoThreadFromTheStatus() throws Exception {
        // larger than what the system buffers for a connection
        byte[] picture = new byte[12_000_000];
        server.feed().picture(Records.picture("large", picture, null), false);
        for (int i = 0; i < MANY; i++) {
            Socket client = new Socket();
            client.setReceiveBufferSize(4096);
            client.connect(
                    new InetSocketAddress(server.url().getHost(), server.url().getPort()));
            clients.add(client);
            send(client, head("GET", "/api/images/large", "Connection: close"));
        }

        assertThat(http.get("/api/status").status()).isEqualTo(200);
        // and their places come back
        await().atMost(PATIENCE).until(() -> http.get("/api/images/large").status() == 200);
    }

    @Test
    void aBodyThatComesTooSlowlyIsRefusedByName() throws Exception {
        Socket client = connect();
        OutputStream out = client.getOutputStream();
        out.write(ascii(head("POST", "/api/images", "Content-Type: image/png\r\nContent-Length: 150000")));
        client.setSoTimeout(20);
        StringBuilder answer = new StringBuilder();
        await().atMost(PATIENCE).until(() -> {
            drip(out, 'P');
            read(client, answer);
            return answer.toString().contains("\"too_slow\"");
        });

        assertThat(answer.toString()).startsWith("HTTP/1.1 408 ").contains("bytes a second");
        assertThat(server.uploaded()).isEmpty();
    }

    /** Jetty's idle timeout begins again with each byte. */
    @Test
    void aHeadThatIsNeverWholeLosesItsConnection() throws Exception {
        Map<String, Socket> left = new LinkedHashMap<>();
        for (String begun : List.of("GET /api/sta", "GET /api/status HTTP/1.1\r\nX-Long: ", "\r\n")) {
            Socket client = connect();
            send(client, head("GET", "/api/status", "X: 1"));
            client.setSoTimeout(100);
            StringBuilder answer = new StringBuilder();
            await().atMost(PATIENCE).until(() -> {
                read(client, answer);
                return answer.toString().endsWith("}");
            });
            assertThat(answer.toString()).startsWith("HTTP/1.1 200 ");
            send(client, begun);
            left.put(begun, client);
        }

        await().atMost(GRACE.multipliedBy(10)).untilAsserted(() -> {
            for (Map.Entry<String, Socket> begun : List.copyOf(left.entrySet())) {
                String head = begun.getKey();
                drip(begun.getValue().getOutputStream(), head.charAt(head.length() - 1));
                if (isClosed(begun.getValue())) {
                    left.remove(head);
                }
            }
            assertThat(left.keySet()).as("heads that still come").isEmpty();
        });
        assertThat(http.get("/api/status").status()).isEqualTo(200);
    }

    /** It has a request now and then, each whole at once, for longer than a head may take. */
    @Test
    void aConnectionThatIsUsedStays() throws Exception {
        Socket client = connect();
        client.setSoTimeout(100);
        Instant end = Instant.now().plus(GRACE.multipliedBy(2));
        while (Instant.now().isBefore(end)) {
            send(client, head("GET", "/api/sets", "X: 1"));
            StringBuilder answer = new StringBuilder();
            await().atMost(PATIENCE).until(() -> {
                read(client, answer);
                return answer.toString().endsWith("}");
            });
            assertThat(answer.toString()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** Their time is not over yet, but others wait. */
    @Test
    void whoeverHasNoRequestUnderWayMakesRoomWhenConnectionsRunOut() throws Exception {
        int all = 20;
        Duration grace = Duration.ofSeconds(30);
        // heads that are not whole end after all of it, which must not be taken for room that was made
        Duration crowded = grace.minusSeconds(3);
        try (TestServer small = new TestServer(TestServer.limits(all, grace))) {
            for (int i = 0; i < all; i++) {
                Socket client = new Socket(small.url().getHost(), small.url().getPort());
                clients.add(client);
                send(client, "GET /api");
            }
            ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
            try {
                dripping.scheduleAtFixedRate(() -> clients.forEach(this::dripIfOpen), 1, 1, TimeUnit.SECONDS);
                Http late = new Http(small.url());
                assertThat(CompletableFuture.supplyAsync(() -> status(late)))
                        .succeedsWithin(crowded)
                        .isEqualTo(200);
            } finally {
                dripping.shutdownNow();
            }
        }
    }

    @Test
    void oneAddressDoesNotGetAllConnections() throws Exception {
        for (int i = 0; i <= TestServer.CONNECTIONS_A_CLIENT; i++) {
            connect().setSoTimeout(1);
        }

        // whichever the server took last
        await().atMost(PATIENCE).until(() -> closed() > 0);
        assertThat(closed()).isEqualTo(1);
    }

    /** As a shell's loop does, and as programs do that end at any time. */
    @Test
    void anAddressMayComeAgainAndAgain() throws Exception {
        for (int i = 0; i < 2 * TestServer.CONNECTIONS_A_CLIENT; i++) {
            try (Socket polite = connect()) {
                send(polite, head("GET", "/api/status", "Connection: close"));
                assertThat(said(polite)).as("connection " + i).startsWith("HTTP/1.1 200 ");
            }
            try (Socket hasty = connect()) {
                send(hasty, "GET /api");
            }
        }
    }

    /** Nothing is read then, and it is noticed all the same. */
    @Test
    void aBodyThatStopsComingIsRefusedByName() throws Exception {
        Socket client = connect();
        client.setSoTimeout((int) GRACE.multipliedBy(5).toMillis());
        send(client, head("POST", "/api/images", "Content-Type: image/png\r\nContent-Length: 500") + "PNG");

        assertThat(said(client)).startsWith("HTTP/1.1 408 ").contains("\"too_slow\"", "after 3 bytes");
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(server.url().getHost(), server.url().getPort());
        client.setSoTimeout(PATIENCE_MILLIS);
        clients.add(client);
        return client;
    }

    private String head(String method, String path, String headers) {
        return method + ' ' + path + " HTTP/1.1\r\nHost: " + server.url().getAuthority() + "\r\n" + headers
                + "\r\n\r\n";
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(ascii(text));
        client.getOutputStream().flush();
    }

    /** All that the server says before it closes the connection; nothing where it resets it. */
    private static String said(Socket client) throws IOException {
        try {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "";
        }
    }

    /** How many of the clients, which have sent nothing, the server has closed. */
    private long closed() throws IOException {
        long closed = 0;
        for (Socket client : clients) {
            if (isClosed(client)) {
                closed++;
            }
        }
        return closed;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int status(Http http) {
        try {
            return http.get("/api/status").status();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void dripIfOpen(Socket client) {
        try {
            drip(client.getOutputStream(), 'P');
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    private static boolean isClosed(Socket client) throws IOException {
        try {
            return client.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void drip(OutputStream out, char next) {
        try {
            out.write(next);
            out.flush();
        } catch (IOException e) {
            // the server has had enough: what it said is still to be read
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    private static void read(Socket client, StringBuilder answer) throws IOException {
        try {
            byte[] some = new byte[4096];
            int read = client.getInputStream().read(some);
            answer.append(new String(some, 0, Math.max(0, read), StandardCharsets.UTF_8));
        } catch (SocketTimeoutException e) {
            assertThat(answer).as("nothing was said yet").doesNotContain("\r\n\r\n");
        }
    }
}
