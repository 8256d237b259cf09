package io.zerostream.bench.load;

import io.zerostream.schemas.Percentiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Consoles that listen to a gateway's events, a thread each. */
final class Viewers implements AutoCloseable {
    private static final int OK = 200;
    private static final Pattern WRITTEN = Pattern.compile("\"event_id\":\"" + LabelLoad.PREFIX + "\\d+-(\\d+)\"");

    /** Kept: when nobody holds it any more, it closes its connections. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Viewer> viewers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();

    /**
     * Connects them.
     *
     * @param gateway its address
     * @param number how many, at least 0
     * @throws IOException when one is refused
     */
    Viewers(URI gateway, int number) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/api/stream"))
                .header("Accept", "text/event-stream")
                .build();
        for (int i = 0; i < number; i++) {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != OK) {
                close();
                throw new IOException("viewer " + i + " of " + number + " is answered " + answer.statusCode());
            }
            Viewer viewer = new Viewer(answer.body());
            viewers.add(viewer);
            viewer.start();
        }
    }

    /** From a label's writing to its being shown, of all viewers, milliseconds. */
    Percentiles delays() {
        return Percentiles.of(delays);
    }

    /** Labels that the viewer has seen who has seen the fewest. */
    long leastLabels() {
        return viewers.stream().mapToLong(viewer -> viewer.labels.get()).min().orElse(0);
    }

    /** How many are not connected any more. */
    long ended() {
        return viewers.stream().filter(viewer -> !viewer.isAlive()).count();
    }

    @Override
    public void close() throws IOException {
        for (Viewer viewer : viewers) {
            viewer.events.close();
        }
    }

    /** One console. */
    private final class Viewer extends Thread {
        private final InputStream events;
        private final AtomicLong labels = new AtomicLong();

        private Viewer(InputStream events) {
            super("viewer");
            this.events = events;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher written = WRITTEN.matcher(line);
                    if (written.find()) {
                        labels.incrementAndGet();
                        delays.add(System.currentTimeMillis() - Long.parseLong(written.group(1)));
                    }
                }
            } catch (IOException e) {
                // whoever counts those that are still there sees that it ended
                setName("viewer that was cut off: " + e);
            }
        }
    }
}
