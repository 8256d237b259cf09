package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.config.UriPolicy;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole job on Flink in this JVM, with lists for topics and a model in plain Java. */
@Timeout(180)
class StreamJobTest {
    private static final long START = 1_700_000_040_000L;
    /** By its hash the first of two subtasks gets it: only one that has pictures is certain to serve before it ends. */
    private static final String CAMERA = "porch";

    private final BoundedJob job = new BoundedJob();
    private final List<IncomingPicture> pictures = new ArrayList<>();

    @Test
    void everyPictureEndsAsLabelOrDeadLetterAndIsCounted() throws Exception {
        for (int i = 0; i < 20; i++) {
            good("p" + i, i % 2 == 0 ? Color.RED : Color.BLUE, START + i * 1000L, null);
        }
        good("unknown-set", Color.RED, START, "no-such-set");
        broken("empty", null, null);
        broken("page", "<html>".getBytes(StandardCharsets.UTF_8), null);
        broken("remote", null, "http://127.0.0.1/picture.png");
        pictures.add(new IncomingPicture(
                origin(), null, new Rejection(DeadLetterReason.UNREADABLE_RECORD, "damaged"), START, 0));

        job.run(
                JobConfig.defaults(ConfigKey.defaults().kafka()).withParallelism(new Parallelism(1, 2, 2, 0)),
                pictures);

        assertThat(job.labels.records())
                .extracting(ZeroShotLabel::getEventId)
                .hasSize(20)
                .doesNotHaveDuplicates();
        assertThat(job.labels.records())
                .allSatisfy(label -> assertThat(label.getTop().get(0).getName())
                        .isEqualTo(Integer.parseInt(label.getEventId().substring(1)) % 2 == 0 ? "red" : "blue"));
        assertThat(job.deadLetters.records())
                .extracting(DeadLetter::getEventId, DeadLetter::getReason)
                .containsExactlyInAnyOrder(
                        tuple("unknown-set", DeadLetterReason.UNKNOWN_CLASS_SET),
                        tuple("empty", DeadLetterReason.EMPTY_CONTENT),
                        tuple("page", DeadLetterReason.UNSUPPORTED_FORMAT),
                        tuple("remote", DeadLetterReason.URI_REFUSED),
                        tuple(null, DeadLetterReason.UNREADABLE_RECORD));
        assertThat(job.deadLetters.records())
                .filteredOn(letter -> letter.getReason() == DeadLetterReason.UNSUPPORTED_FORMAT)
                .singleElement()
                .satisfies(letter -> assertThat(letter.getMessage()).contains("HTML page"));
        assertThat(job.stats.records()).hasSize(1);
        assertThat(job.stats.records().get(0).getLabels()).isEqualTo(20);
        assertThat(job.stats.records().get(0).getCounts()).isEqualTo(Map.of("red", 10L, "blue", 10L));
        assertThat(job.stats.records().get(0).getEntropy()).isEqualTo(1);
        assertThat(job.shadow.records()).isEmpty();
        assertThat(job.notices.records())
                .as("the first of the two subtasks tells people")
                .extracting(JobNotice::getCode)
                .containsExactlyInAnyOrder("MODEL", "CLASS_SET");
    }

    @Test
    void labelsOfASourceKeepTheOrderOfItsPicturesHoweverWideThePartsAre() throws Exception {
        int sources = 7;
        for (int i = 0; i < 700; i++) {
            good("p" + i, Color.RED, START + i, null, "camera" + i % sources);
        }
        job.run(
                JobConfig.defaults(ConfigKey.defaults().kafka()).withParallelism(new Parallelism(2, 4, 3, 0)),
                pictures);

        assertThat(job.labels.records()).hasSize(700);
        Map<String, List<Integer>> bySource = new HashMap<>();
        job.labels.records().forEach(label -> bySource.computeIfAbsent(label.getSourceId(), s -> new ArrayList<>())
                .add(Integer.parseInt(label.getEventId().substring(1))));
        assertThat(bySource.values()).hasSize(sources).allSatisfy(numbers -> assertThat(numbers)
                .isSorted());
    }

    /** In one chain with the source, which hands on one record for all pictures. */
    @Test
    void whatIsFetchedIsLabelledUnderItsOwnIdHoweverManyWait() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            byte[] png = png(Color.decode(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(200, png.length);
            exchange.getResponseBody().write(png);
            exchange.close();
        });
        server.start();
        try {
            String origin = "http://127.0.0.1:" + server.getAddress().getPort();
            for (int i = 0; i < 120; i++) {
                // in pairs: what waits behind one that is fetched, and what comes by itself
                String source = "camera" + i / 2 % 30;
                if (i % 4 < 2) {
                    add("p" + i, START + i, null, null, origin + (i % 3 == 0 ? "/0xff0000" : "/0x0000ff"), source);
                } else {
                    good("p" + i, i % 3 == 0 ? Color.RED : Color.BLUE, START + i, null, source);
                }
            }
            job.run(
                    JobConfig.defaults(ConfigKey.defaults().kafka())
                            .withUris(UriPolicy.DEFAULT.allowing(List.of(), List.of(URI.create(origin))))
                            .withParallelism(new Parallelism(1, 2, 2, 0)),
                    pictures);
        } finally {
            server.stop(0);
        }

        assertThat(job.deadLetters.records()).isEmpty();
        assertThat(job.labels.records())
                .extracting(ZeroShotLabel::getEventId)
                .hasSize(120)
                .doesNotHaveDuplicates();
        assertThat(job.labels.records())
                .allSatisfy(label -> assertThat(label.getTop().get(0).getName())
                        .isEqualTo(Integer.parseInt(label.getEventId().substring(1)) % 3 == 0 ? "red" : "blue"));
    }

    private void good(String id, Color colour, long at, @Nullable String classSet) throws IOException {
        good(id, colour, at, classSet, CAMERA);
    }

    private void good(String id, Color colour, long at, @Nullable String classSet, String source) throws IOException {
        add(id, at, classSet, png(colour), null, source);
    }

    private static byte[] png(Color colour) throws IOException {
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 8, 6);
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    private void broken(String id, byte @Nullable [] content, @Nullable String uri) {
        add(id, START, null, content, uri, CAMERA);
    }

    private void add(
            String id,
            long at,
            @Nullable String classSet,
            byte @Nullable [] content,
            @Nullable String uri,
            String source) {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId(source)
                .setCapturedAt(Instant.ofEpochMilli(at))
                .setClassSet(classSet)
                .setContent(content == null ? null : ByteBuffer.wrap(content))
                .setUri(uri)
                .build();
        pictures.add(new IncomingPicture(origin(), event, null, at, 5));
    }

    private Origin origin() {
        return new Origin("images", 0, pictures.size(), 0, null, null, 0, null, null);
    }
}
