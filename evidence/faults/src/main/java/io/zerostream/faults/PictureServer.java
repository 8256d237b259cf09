package io.zerostream.faults;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A camera's web page for pictures that go by reference. It takes its time, more for some pictures than for others, so
 * that the job always waits for several and their answers overtake each other.
 */
final class PictureServer implements AutoCloseable {
    private static final int LONGEST_MS = 150;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Starts it on a free port of this machine's loopback interface. */
    PictureServer(FlagPictures pictures) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new FaultException("no server for pictures", e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                long number = Long.parseLong(exchange.getRequestURI().getPath().substring(1));
                FaultCluster.sleep(Duration.ofMillis(number * 7 % LONGEST_MS));
                byte[] picture = pictures.of(number);
                exchange.sendResponseHeaders(200, picture.length);
                exchange.getResponseBody().write(picture);
            }
        });
        server.start();
    }

    /** What the job must be allowed to ask, as in {@code uri.allow-private}. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Where the picture of that number is. */
    String address(long number) {
        return origin() + '/' + number;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
