package io.zerostream.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewaySettings;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Percentiles;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What a gateway takes: single uploads at a steady rate, first with nobody at the console, then with many, who are sent
 * labels too. What it acknowledged is looked up on the topic afterwards. There is no
 * job: how fast pictures are labelled is another question. Gateway, clients and viewers are one process, Kafka and the
 * registry are beside it.
 */
public final class GatewayUploads {
    /** As long as two cores need to compile what runs. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    /** As many as a gateway shows at most unless it is told otherwise. */
    private static final double LABELS_A_SECOND = 40;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private GatewayUploads() {}

    /**
     * Runs it: twice so many seconds, and three minutes.
     *
     * @param home folder for Kafka's data
     * @param rate uploads a second, above 0
     * @param seconds how long, each time, at least 1
     * @param bytes size of a picture, at least 10 000
     * @param viewers consoles that listen the second time, at least 1
     * @throws Exception as what does not start reports
     */
    public static LoadReport run(Path home, double rate, int seconds, int bytes, int viewers) throws Exception {
        Instant start = Instant.now();
        List<List<Object>> rows = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        boolean ok = true;
        try (EmbeddedPlatform platform =
                        EmbeddedPlatform.start(PlatformConfig.at(home).forgetting(true));
                Gateway gateway = Gateway.start(config(platform.connection(), viewers));
                UploadLoad load = new UploadLoad(gateway.url(), bytes)) {
            for (int watching : new int[] {0, viewers}) {
                round(platform, gateway, load, rate, WARM_UP, watching);
                Round round = round(platform, gateway, load, rate, Duration.ofSeconds(seconds), watching);
                UploadLoad.Outcome outcome = round.outcome();
                OnTopic found = onTopic(platform.connection(), outcome.acknowledged());
                ok &= found.lost() == 0
                        && found.twice() == 0
                        && outcome.refused() == 0
                        && round.ended() == 0
                        && round.leastLabels() == round.written();
                outcome.problems()
                        .forEach((problem, count) ->
                                findings.add(watching + " viewers: " + count + " uploads ended with " + problem + '.'));
                rows.add(List.of(
                        watching,
                        outcome.rate(),
                        outcome.acknowledged().size(),
                        outcome.refused(),
                        found.lost(),
                        found.twice(),
                        outcome.times().p50(),
                        outcome.times().p95(),
                        outcome.times().p99(),
                        outcome.times().max(),
                        round.ended(),
                        watching == 0 ? "" : round.written(),
                        watching == 0 ? "" : round.leastLabels(),
                        watching == 0 ? "" : round.shown().p50(),
                        watching == 0 ? "" : round.shown().p99(),
                        round.residentMib()));
            }
        }
        return LoadReport.of(
                "Uploads at a gateway",
                "bench job uploads --rate " + rate + " --seconds " + seconds + " --bytes " + bytes + " --viewers "
                        + viewers,
                start,
                List.of(
                        "viewers",
                        "uploads a second",
                        "acknowledged",
                        "not",
                        "lost",
                        "twice",
                        "p50 ms",
                        "p95 ms",
                        "p99 ms",
                        "max ms",
                        "viewers dropped",
                        "labels written",
                        "labels of the viewer with the fewest",
                        "label readable to shown, p50 ms",
                        "p99 ms",
                        "resident MiB, with the clients"),
                rows,
                findings,
                ok);
    }

    /**
     * What was seen in one run.
     *
     * @param shown from a label's writing to its being shown, milliseconds
     * @param written labels
     * @param leastLabels of the viewer with the fewest
     * @param ended viewers that were dropped
     * @param residentMib of the process, clients and gateway
     */
    private record Round(
            UploadLoad.Outcome outcome,
            Percentiles shown,
            long written,
            long leastLabels,
            long ended,
            double residentMib) {}

    private static Round round(
            EmbeddedPlatform platform, Gateway gateway, UploadLoad load, double rate, Duration time, int watching)
            throws Exception {
        Round seen;
        try (Viewers console = new Viewers(gateway.url(), watching);
                LabelLoad labels = new LabelLoad(platform.connection(), watching == 0 ? 0 : LABELS_A_SECOND)) {
            UploadLoad.Outcome outcome = load.run(rate, time);
            double residentMib = Memory.residentMib();
            long written = labels.stop();
            if (watching > 0) {
                within(() -> console.leastLabels() >= written);
            }
            seen = new Round(outcome, console.delays(), written, console.leastLabels(), console.ended(), residentMib);
        }
        // a place is free again when the gateway notices that the viewer has gone
        within(() -> consoles(gateway) == 0);
        return seen;
    }

    /** Waits for something, but not for ever: what did not come is seen in the table. */
    private static void within(Callable<Boolean> check) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!check.call() && System.nanoTime() < end) {
            Thread.sleep(100);
        }
    }

    private static long consoles(Gateway gateway) throws IOException {
        try (InputStream status = gateway.url().resolve("/api/status").toURL().openStream()) {
            return JSON.readTree(status).path("consoles").asLong(-1);
        }
    }

    private static GatewayConfig config(KafkaConnection kafka, int viewers) {
        // all clients are one address here, as behind a reverse proxy
        String many = Integer.toString(2 * viewers + UploadLoad.CONNECTIONS);
        String places = Integer.toString(viewers);
        return GatewaySettings.read(
                null,
                Map.of(),
                Map.of(
                        "live.stream-clients",
                        places,
                        "http.streams-per-client",
                        places,
                        // after a pause many come at once
                        "live.label-events-per-second",
                        "1000",
                        "http.connections",
                        many,
                        "http.connections-per-client",
                        many),
                GatewayConfig.defaults(kafka));
    }

    /**
     * What the topic says of what was acknowledged.
     *
     * @param lost not there
     * @param twice there more than once
     */
    private record OnTopic(long lost, long twice) {}

    private static OnTopic onTopic(KafkaConnection kafka, Set<String> acknowledged) {
        Map<String, Integer> times = new HashMap<>();
        kafka.readAll(
                Topics.IMAGES,
                ImageEvent.class,
                record -> times.merge(record.value().getEventId(), 1, Integer::sum));
        return new OnTopic(
                acknowledged.stream().filter(id -> !times.containsKey(id)).count(),
                acknowledged.stream()
                        .filter(id -> times.getOrDefault(id, 0) > 1)
                        .count());
    }
}
