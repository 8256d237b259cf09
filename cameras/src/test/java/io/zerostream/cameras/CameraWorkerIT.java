package io.zerostream.cameras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.cameras.config.CamerasConfig;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import io.zerostream.schemas.avro.ImageEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers and a real Kafka: who runs which camera, and what comes of changes. */
@Timeout(240)
class CameraWorkerIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CAMERAS = 6;

    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;
    private static KafkaConnection kafka;

    private final List<HttpCamera> cameras = new ArrayList<>();
    private final List<CameraWorker> workers = new ArrayList<>();

    @BeforeAll
    static void startPlatform() throws Exception {
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
    }

    @AfterAll
    static void stopPlatform() {
        platform.close();
    }

    @AfterEach
    void stop() throws Exception {
        for (CameraWorker worker : workers) {
            worker.close();
        }
        try (Producer<String, Camera> producer = kafka.producer(Topics.CAMERAS, Camera.class)) {
            for (String name : kafka.readCompacted(Topics.CAMERAS, Camera.class).keySet()) {
                producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), name, null))
                        .get();
            }
        }
        cameras.forEach(HttpCamera::close);
    }

    private CameraWorker worker(String name, @Nullable Path secrets) {
        return worker(kafka, name, secrets);
    }

    private CameraWorker worker(KafkaConnection through, String name, @Nullable Path secrets) {
        CameraWorker worker = new CameraWorker(new CamerasConfig(
                through, name, secrets, null, null, Limits.DEFAULT, Duration.ofSeconds(10), Duration.ofSeconds(6)));
        workers.add(worker);
        return worker;
    }

    private HttpCamera camera(@Nullable String password) throws Exception {
        HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, -1), 100, password);
        cameras.add(camera);
        return camera;
    }

    private static Camera.Builder definition(String name, HttpCamera camera) {
        return Camera.newBuilder()
                .setName(name)
                .setUrl(camera.url("/stream").toString())
                .setFramesPerSecond(5)
                .setChange(0)
                .setChangedAt(Instant.now());
    }

    private static void write(String name, @Nullable Camera camera) throws Exception {
        try (Producer<String, Camera> producer = kafka.producer(Topics.CAMERAS, Camera.class)) {
            producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), name, camera))
                    .get();
        }
    }

    private static List<String> running(CameraWorker worker) {
        return worker.states().stream()
                .filter(state -> state.getStatus() == CameraStatus.RUNNING)
                .map(CameraState::getName)
                .toList();
    }

    private static @Nullable CameraState state(CameraWorker worker, String name) {
        return worker.states().stream()
                .filter(state -> state.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Test
    void eachCameraIsRunByOneWorkerAndGoesToAnotherWhenThatEnds() throws Exception {
        for (int i = 0; i < CAMERAS; i++) {
            write("cam-" + i, definition("cam-" + i, camera(null)).build());
        }
        CameraWorker first = worker("first", null);
        await().atMost(LONG).until(() -> running(first).size() == CAMERAS);

        CameraWorker second = worker("second", null);
        await().atMost(LONG)
                .until(() -> !running(second).isEmpty()
                        && running(first).size() + running(second).size() == CAMERAS);
        assertThat(running(first)).isNotEmpty().doesNotContainAnyElementsOf(running(second));

        first.close();
        await().atMost(LONG).until(() -> running(second).size() == CAMERAS);
        assertThat(cameras).as("never two at once").allMatch(camera -> camera.mostWatching() == 1);

        Map<String, CameraState> told = new HashMap<>();
        await().atMost(LONG).until(() -> {
            told.putAll(kafka.readCompacted(Topics.CAMERA_STATES, CameraState.class));
            return told.values().stream()
                            .filter(state -> state.getRunner().equals("second"))
                            .count()
                    == CAMERAS;
        });
        Map<String, Long> ids = new HashMap<>();
        kafka.readAll(
                Topics.IMAGES,
                ImageEvent.class,
                record -> ids.merge(record.value().getEventId(), 1L, Long::sum));
        ids.keySet().removeIf(id -> !id.startsWith("cam-"));
        assertThat(ids.keySet().stream().map(id -> id.split("@")[0]).collect(Collectors.toSet()))
                .hasSize(CAMERAS);
        assertThat(ids.values()).as("no frame twice").allMatch(times -> times == 1);
    }

    @Test
    void whoIsCutOffFromTheOthersStopsBeforeTheyHaveItsCameras() throws Exception {
        for (int i = 0; i < CAMERAS; i++) {
            write("cam-" + i, definition("cam-" + i, camera(null)).build());
        }
        try (CutNetwork network = new CutNetwork(kafka.bootstrapServers())) {
            CameraWorker first =
                    worker(new KafkaConnection(network.bootstrapServers(), kafka.registryUrl()), "cut-off", null);
            await().atMost(LONG).until(() -> running(first).size() == CAMERAS);
            CameraWorker second = worker("second", null);
            await().atMost(LONG)
                    .until(() -> !running(second).isEmpty()
                            && running(first).size() + running(second).size() == CAMERAS);

            network.cut();
            await().atMost(LONG).until(() -> running(second).size() == CAMERAS);
            assertThat(cameras).as("never two at once").allMatch(camera -> camera.mostWatching() == 1);
            assertThat(first.states()).isNotEmpty().allSatisfy(state -> {
                assertThat(state.getStatus()).isEqualTo(CameraStatus.WAITING);
                assertThat(state.getProblem()).contains("has not heard of Kafka's group");
            });
            await().atMost(LONG).untilAsserted(() -> assertThat(first.problem().orElse(""))
                    .contains("has not heard of Kafka's group"));

            // what it would have told by then is no longer true
            Instant all = Instant.now();
            await().atMost(LONG).until(() -> second.states().stream()
                    .allMatch(state -> state.getAt().isAfter(all.plusSeconds(6))));
            network.mend();
            Instant mended = Instant.now();
            await().atMost(LONG)
                    .until(() -> !running(first).isEmpty()
                            && running(first).size() + running(second).size() == CAMERAS);
            assertThat(running(first)).doesNotContainAnyElementsOf(running(second));
            assertThat(cameras).as("never two at once").allMatch(camera -> camera.mostWatching() == 1);
            await().atMost(LONG).until(() -> first.problem().isEmpty());
            await().atMost(LONG).until(() -> second.problem().isEmpty());
            assertThat(staleStates(mended)).isEmpty();
        }
    }

    /** What the one that was cut off said of a camera after the other had said something, though before it was back. */
    private static List<CameraState> staleStates(Instant mended) {
        Map<String, String> last = new HashMap<>();
        List<CameraState> stale = new ArrayList<>();
        kafka.readAll(Topics.CAMERA_STATES, CameraState.class, record -> {
            CameraState state = record.value();
            if (state != null) {
                String before = last.put(state.getName(), state.getRunner());
                if ("second".equals(before)
                        && state.getRunner().equals("cut-off")
                        && state.getAt().isBefore(mended)) {
                    stale.add(state);
                }
            }
        });
        return stale;
    }

    @Test
    void aChangeIsInUseAtOnceAndNobodyLooksAtWhatWasRemoved() throws Exception {
        HttpCamera http = camera(null);
        CameraWorker worker = worker("one", null);
        write("gate", definition("gate", http).build());
        await().atMost(LONG).until(() -> running(worker).equals(List.of("gate")));

        // nothing that somebody else writes into the topic ends it
        try (Producer<String, byte[]> rubbish = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            rubbish.send(new ProducerRecord<>(
                            Topics.CAMERAS.name(), "gate", "rubbish".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        write("another", definition("gate", http).setEnabled(false).build());
        write("gate", definition("gate", http).setLongestSide(32).build());
        await().atMost(LONG).until(() -> sizes("gate").contains("32x24"));

        write("gate", definition("gate", http).setFramesPerSecond(0).build());
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(state(worker, "gate")).isNotNull();
            assertThat(state(worker, "gate").getProblem()).contains("frames_per_second");
        });

        write("gate", definition("gate", http).setEnabled(false).build());
        await().atMost(LONG).until(() -> {
            CameraState state = state(worker, "gate");
            return state != null && state.getStatus() == CameraStatus.STOPPED && state.getProblem() == null;
        });
        await().atMost(LONG).until(() -> http.watching() == 0);

        write("gate", definition("gate", http).build());
        await().atMost(LONG).until(() -> http.watching() == 1);
        write("gate", null);
        await().atMost(LONG).until(() -> http.watching() == 0);
        assertThat(worker.states()).isEmpty();
        assertThat(worker.problem()).isEmpty();
    }

    private static List<String> sizes(String source) {
        List<String> sizes = new ArrayList<>();
        kafka.readAll(Topics.IMAGES, ImageEvent.class, record -> {
            if (record.value().getSourceId().equals(source)) {
                byte[] jpeg = new byte[record.value().getContent().remaining()];
                record.value().getContent().duplicate().get(jpeg);
                try {
                    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
                    sizes.add(image.getWidth() + "x" + image.getHeight());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return sizes;
    }

    @Test
    void aSecretIsLookedUpWhereItIsRunAndIsNowhereElse() throws Exception {
        HttpCamera http = camera("guard:open sesame");
        Path secrets = Files.writeString(home.resolve("secrets.properties"), "gate=guard:wrong@127.0.0.1\n");
        CameraWorker worker = worker("one", secrets);
        write("gate", definition("gate", http).setSecret("gate").build());
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(state(worker, "gate")).isNotNull();
            assertThat(state(worker, "gate").getProblem()).contains("user and password");
        });

        // whoever may change the address gets no password by it
        Files.writeString(secrets, "gate=guard:open sesame@10.0.0.7\n");
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(state(worker, "gate").getProblem()).contains("is for another host"));

        Files.writeString(secrets, "gate=guard:open sesame@127.0.0.1\n");
        await().atMost(LONG).until(() -> running(worker).equals(List.of("gate")));
        assertThat(String.valueOf(kafka.readCompacted(Topics.CAMERA_STATES, CameraState.class)))
                .doesNotContain("sesame")
                .doesNotContain("guard");
    }
}
