package io.zerostream.job.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.zerostream.job.config.UriPolicy;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchOperatorTest {
    private static final TypeSerializer<IncomingPicture> SERIALIZER =
            JobTypes.INCOMING.createSerializer(new SerializerConfigImpl());
    private static final UriPolicy PATIENT = UriPolicy.DEFAULT.limited(Duration.ofSeconds(60), 8, 100);

    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final List<OneInputStreamOperatorTestHarness<?, ?>> harnesses = new ArrayList<>();
    private final ExecutorService answering = Executors.newCachedThreadPool();
    /** One for all pictures, as a source in the same chain does it where objects are used again. */
    private final StreamRecord<IncomingPicture> handedOn = new StreamRecord<>(null);

    private HttpServer server;
    private HttpServer ill;

    @BeforeEach
    void startServers() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(answering);
        server.createContext("/quick", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        server.createContext("/empty", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/slow", exchange -> {
            asked.incrementAndGet();
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        server.start();
        ill = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ill.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        ill.start();
    }

    @AfterEach
    void stop() throws Exception {
        slow.countDown();
        for (OneInputStreamOperatorTestHarness<?, ?> harness : harnesses) {
            harness.close();
        }
        server.stop(0);
        ill.stop(0);
        answering.shutdownNow();
    }

    @Test
    void picturesThatBringTheirBytesDoNotWaitForTheAddressesOfOthers() throws Exception {
        var harness = open(PATIENT, null);
        take(harness, "asks", "camera", "/slow");
        for (int i = 0; i < 50; i++) {
            take(harness, "inline" + i, "door", null);
        }

        assertThat(out(harness)).hasSize(50).allMatch(id -> id.startsWith("inline"));
        slow.countDown();
        until(harness, () -> out(harness).contains("asks"));
    }

    @Test
    void aSlowServerDoesNotHoldUpAnotherOne() throws Exception {
        var harness = open(PATIENT, null);
        for (int i = 0; i < 20; i++) {
            take(harness, "slow" + i, "camera" + i, "/slow");
        }
        take(harness, "quick", "door", ill(""));

        until(harness, () -> out(harness).contains("quick"));
        assertThat(asked).hasValueLessThanOrEqualTo(PATIENT.concurrent() / 2 + 1);
    }

    @Test
    void aSourceKeepsItsOrderWhateverWaits() throws Exception {
        var harness = open(PATIENT, null);
        take(harness, "1", "camera", "/quick");
        take(harness, "2", "camera", "/slow");
        take(harness, "3", "camera", null);
        take(harness, "4", "camera", "/quick");
        take(harness, "5", "camera", "ftp://nowhere/x");
        until(harness, () -> out(harness).contains("1"));

        assertThat(out(harness)).containsExactly("1");
        slow.countDown();
        until(harness, () -> out(harness).size() == 5);
        assertThat(out(harness)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void timeIsHeldBackToTheOldestThatWaits() throws Exception {
        var harness = open(PATIENT, null);
        take(harness, "asks", "camera", "/slow", 10);
        take(harness, "inline", "door", null, 20);
        harness.processWatermark(new Watermark(15));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        assertThat(harness.getOutput()).contains(new Watermark(9)).doesNotContain(WatermarkStatus.IDLE);
        slow.countDown();
        until(harness, () -> out(harness).size() == 2);
        assertThat(new ArrayList<>(harness.getOutput()).subList(2, 5))
                .satisfies(tail -> assertThat(((StreamRecord<?>) tail.get(0)).getTimestamp())
                        .isEqualTo(10))
                .endsWith(new Watermark(15), WatermarkStatus.IDLE);
    }

    @Test
    void whatWaitsAtACheckpointIsAskedForAgainAfterAFailure() throws Exception {
        var harness = open(PATIENT, null);
        take(harness, "1", "camera", "/slow", 10);
        take(harness, "2", "camera", null, 20);
        OperatorSubtaskState state = harness.snapshot(1, 1);

        var again = open(PATIENT, state);
        slow.countDown();
        until(again, () -> out(again).size() == 2);
        assertThat(out(again)).containsExactly("1", "2");
        assertThat(again.extractOutputStreamRecords())
                .extracting(StreamRecord::getTimestamp)
                .containsExactly(10L, 20L);
    }

    /** What release 0.1.0 had in its place. */
    @Test
    void theStateOfFlinksOwnOperatorIsUnderstood() throws Exception {
        AsyncFunction<IncomingPicture, IncomingPicture> never = (picture, result) -> {};
        var former = harness(new AsyncWaitOperatorFactory<>(never, 0, 10, AsyncDataStream.OutputMode.ORDERED), null);
        take(former, "1", "camera", "/quick");
        take(former, "2", "door", null);
        OperatorSubtaskState state = former.snapshot(1, 1);

        var now = open(PATIENT, state);
        until(now, () -> out(now).size() == 2);
        assertThat(out(now)).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftAloneForAWhile() throws Exception {
        var harness = open(UriPolicy.DEFAULT.limited(Duration.ofSeconds(60), 2, 100), null);
        for (int i = 0; i < 40; i++) {
            take(harness, "ill" + i, "camera", ill("/" + i));
        }
        until(harness, () -> out(harness).size() == 40);

        assertThat(harness.extractOutputValues())
                .extracting(IncomingPicture::rejection)
                .extracting(Rejection::reason)
                .containsOnly(DeadLetterReason.URI_FAILED);
        assertThat(harness.extractOutputValues().get(39).rejection().message())
                .contains(ill("/39"), "was not fetched", "is not asked", "5 times");
        assertThat(asked).hasValueLessThan(20);
    }

    @Test
    void noMoreIsTakenThanMayWait() throws Exception {
        var harness = open(UriPolicy.DEFAULT.limited(Duration.ofSeconds(60), 1, 3), null);
        answering.execute(() -> {
            while (asked.get() == 0) {
                Thread.onSpinWait();
            }
            slow.countDown();
        });
        // the fourth waits for the first
        for (int i = 0; i < 10; i++) {
            take(harness, "" + i, "camera", "/slow");
        }
        harness.endInput();

        assertThat(out(harness)).hasSize(10);
    }

    @Test
    void anAddressWithoutBytesIsToBlameAndNotTheProducer() throws Exception {
        var harness = open(PATIENT, null);
        take(harness, "empty", "camera", "/empty");
        until(harness, () -> out(harness).size() == 1);

        assertThat(rejections(harness).get("empty")).isEqualTo(url("/empty") + " is there, but has no bytes");
    }

    /** A pipe that nobody writes to, as a file server that is gone: to open it does not return. */
    @Test
    void aFileThatHangsTakesNoThreadFromOthers(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeThat(mkfifo(pipe)).as("mkfifo is there").isTrue();
        URI place = URI.create("file:" + folder);
        UriPolicy policy = UriPolicy.DEFAULT
                .limited(Duration.ofMillis(250), 2, 100)
                .allowing(List.of(), List.of(place, URI.create(url(""))));
        var harness = harness(new FetchOperatorFactory(policy, 1000), null);
        for (int i = 0; i < 3; i++) {
            take(harness, "hangs" + i, "camera" + i, "file:" + pipe);
        }
        take(harness, "quick", "door", "/quick");
        until(harness, () -> out(harness).size() == 4);

        assertThat(rejections(harness)).hasSize(3).containsKeys("hangs0", "hangs1", "hangs2");
        assertThat(rejections(harness).get("hangs0")).contains("took longer than 250 ms");
        assertThat(rejections(harness).get("hangs2")).contains("1 calls to it were given up");
        Files.write(folder.resolve("file"), new byte[3]);
        take(harness, "still", "camera", "file:" + folder.resolve("file"));
        until(harness, () -> out(harness).contains("still"));
        assertThat(rejections(harness)).containsKey("still");

        Files.newOutputStream(pipe).close();
        // the call that comes back posts the next mail
        harness.getTaskMailbox().take(0).run();
        take(harness, "again", "camera", "file:" + folder.resolve("file"));
        until(harness, () -> out(harness).contains("again"));
        assertThat(rejections(harness)).doesNotContainKeys("again", "quick");
    }

    private static boolean mkfifo(Path pipe) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            // no such program
            return false;
        }
    }

    private static Map<String, String> rejections(OneInputStreamOperatorTestHarness<?, IncomingPicture> harness) {
        return harness.extractOutputValues().stream()
                .filter(picture -> picture.rejection() != null)
                .collect(Collectors.toMap(picture -> picture.identity().eventId(), picture -> picture.rejection()
                        .message()));
    }

    private OneInputStreamOperatorTestHarness<IncomingPicture, IncomingPicture> open(
            UriPolicy policy, @Nullable OperatorSubtaskState state) throws Exception {
        List<URI> origins = List.of(URI.create(url("")), URI.create(ill("")));
        return harness(new FetchOperatorFactory(policy.allowing(List.of(), origins), 1000), state);
    }

    private OneInputStreamOperatorTestHarness<IncomingPicture, IncomingPicture> harness(
            OneInputStreamOperatorFactory<IncomingPicture, IncomingPicture> factory,
            @Nullable OperatorSubtaskState state)
            throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<IncomingPicture, IncomingPicture>(factory, SERIALIZER);
        harnesses.add(harness);
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(SERIALIZER);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private void take(
            OneInputStreamOperatorTestHarness<IncomingPicture, ?> harness, String id, String source, String uri)
            throws Exception {
        take(harness, id, source, uri, 1);
    }

    private void take(
            OneInputStreamOperatorTestHarness<IncomingPicture, ?> harness,
            String id,
            String source,
            @Nullable String uri,
            long timestamp)
            throws Exception {
        String address = uri != null && uri.startsWith("/") ? url(uri) : uri;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId(source)
                .setCapturedAt(Instant.EPOCH)
                .setContent(uri == null ? ByteBuffer.wrap(new byte[2]) : null)
                .setUri(address)
                .build();
        Origin origin = new Origin("images", 0, 0, timestamp, null, null, 0, null, null);
        harness.processElement(handedOn.replace(new IncomingPicture(origin, event, null, timestamp, 0), timestamp));
    }

    private static void until(OneInputStreamOperatorTestHarness<?, ?> harness, BooleanSupplier holds) throws Exception {
        while (!holds.getAsBoolean()) {
            harness.getTaskMailbox().take(0).run();
        }
    }

    private static List<String> out(OneInputStreamOperatorTestHarness<?, IncomingPicture> harness) {
        return harness.extractOutputValues().stream()
                .map(picture -> picture.identity().eventId())
                .toList();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private String ill(String path) {
        return "http://127.0.0.1:" + ill.getAddress().getPort() + path;
    }
}
