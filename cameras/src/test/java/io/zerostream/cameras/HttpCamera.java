package io.zerostream.cameras;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A camera on loopback as many are: a stream of JPEG under {@code /stream}, one picture under {@code /picture}. */
public final class HttpCamera implements AutoCloseable {
    private final HttpServer server;
    private final String address;
    private final IntFunction<byte[]> frames;
    /** Milliseconds between frames. */
    private final long apart;

    private final @Nullable String authorization;
    private final AtomicInteger watching = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    /** Frames of a connection before it is cut; 0 = never. */
    public volatile int cutAfter;
    /** Whether it keeps connections open and brings nothing. */
    public volatile boolean stalls;

    /**
     * @param frames JPEG by number, from 0
     * @param apart milliseconds between frames
     * @param password {@code user:password}; null = everybody may look
     */
    public HttpCamera(IntFunction<byte[]> frames, long apart, @Nullable String password) throws IOException {
        this(frames, apart, password, null);
    }

    /**
     * The same over TLS.
     *
     * @param shown its certificate; null = none, and no TLS
     */
    public HttpCamera(IntFunction<byte[]> frames, long apart, @Nullable String password, @Nullable SSLContext shown)
            throws IOException {
        this.frames = frames;
        this.apart = apart;
        this.authorization = password == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = shown == null ? HttpServer.create(at, 0) : secured(at, shown);
        address = (shown == null ? "http://127.0.0.1:" : "https://127.0.0.1:")
                + server.getAddress().getPort();
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "http-camera");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/stream", this::stream);
        server.createContext("/picture", this::picture);
        server.createContext(
                "/page",
                exchange ->
                        answer(exchange, 200, "text/html", "<html>no video</html>".getBytes(StandardCharsets.UTF_8)));
        server.start();
    }

    private static HttpServer secured(InetSocketAddress at, SSLContext shown) throws IOException {
        HttpsServer server = HttpsServer.create(at, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown));
        return server;
    }

    public URI url(String path) {
        return URI.create(address + path);
    }

    /** Also answers this at a path of its own, to everybody. */
    public void answer(String path, String type, byte[] body) {
        server.createContext(path, exchange -> {
            connections.incrementAndGet();
            answer(exchange, 200, type, body);
        });
    }

    /** Also sends whoever asks for this path elsewhere. */
    public void redirect(String path, URI to) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", to.toString());
            answer(exchange, 302, "text/plain", new byte[0]);
        });
    }

    /** How many look at the stream now; who has gone counts until the next frame. */
    public int watching() {
        return watching.get();
    }

    /** How many have looked at the stream at once. */
    public int mostWatching() {
        return most.get();
    }

    public int connections() {
        return connections.get();
    }

    private boolean mayLook(HttpExchange exchange) throws IOException {
        connections.incrementAndGet();
        if (authorization == null
                || authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return true;
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"camera\"");
        answer(exchange, 401, "text/plain", new byte[0]);
        return false;
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void picture(HttpExchange exchange) throws IOException {
        if (mayLook(exchange)) {
            answer(exchange, 200, "image/jpeg", frames.apply(connections.get()));
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        if (!mayLook(exchange)) {
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "multipart/x-mixed-replace; boundary=frame");
        exchange.sendResponseHeaders(200, 0);
        int now = watching.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; cutAfter == 0 || i < cutAfter; i++) {
                while (stalls) {
                    Thread.sleep(20);
                }
                out.write(part(frames.apply(i)));
                out.flush();
                Thread.sleep(apart);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watching.decrementAndGet();
        }
    }

    private static byte[] part(byte[] jpeg) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.write(("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        part.write(jpeg);
        part.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        return part.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
