package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Batching;
import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.JobConfig;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicTail;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.Publisher;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Savepoints of the real job, with the state of its Kafka sources and sinks: what an earlier state of the program wrote,
 * the present one reads, wherever its classes are by now. Real broker, registry, Flink and network.
 */
@Timeout(400)
class SavepointIT {
    /** One folder for each savepoint that {@link #writesASavepoint} made. */
    private static final Path WRITTEN = Path.of("src/test/resources/savepoints");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Pictures before the savepoint. */
    private static final int BEFORE = 10;

    private static final int CAMERAS = 3;

    @TempDir
    private Path home;

    private final List<ZeroShotLabel> labels = new CopyOnWriteArrayList<>();

    @Test
    void everySavepointIsRestored() throws Exception {
        List<Path> savepoints;
        try (Stream<Path> folders = Files.list(WRITTEN)) {
            savepoints = folders.sorted().toList();
        }
        assertThat(savepoints).isNotEmpty();
        for (Path savepoint : savepoints) {
            labels.clear();
            Path own = home.resolve(savepoint.getFileName().toString());
            try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(own));
                    TopicTail<ZeroShotLabel> theirs = tail(platform.connection())) {
                KafkaConnection kafka = platform.connection();
                publish(kafka);
                // the offsets that the savepoint knows are of pictures that were labelled then
                send(kafka, 0, BEFORE);
                start(platform, savepoint.toUri().toString());
                send(kafka, BEFORE, 2 * BEFORE);

                await().atMost(PATIENCE).until(() -> labels.size() >= BEFORE);
                theirs.check();
            }
            assertThat(labels)
                    .as("from %s it goes on where it stopped", savepoint)
                    .extracting(ZeroShotLabel::getEventId)
                    .containsExactlyInAnyOrderElementsOf(ids(BEFORE, 2 * BEFORE));
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "savepoint.name",
            matches = ".+",
            disabledReason = "run once: mvn -pl cli verify -Dit.test=SavepointIT -Dsavepoint.name=2026-11-27, then"
                    + " commit the folder")
    void writesASavepoint() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home));
                TopicTail<ZeroShotLabel> theirs = tail(platform.connection())) {
            publish(platform.connection());
            JobClient job = start(platform, null);
            send(platform.connection(), 0, BEFORE);
            await().atMost(PATIENCE).until(() -> labels.size() >= BEFORE);
            theirs.check();
            String written = job.stopWithSavepoint(false, null, SavepointFormatType.CANONICAL)
                    .get();
            copy(Path.of(URI.create(written)), WRITTEN.resolve(System.getProperty("savepoint.name")));
        }
    }

    private TopicTail<ZeroShotLabel> tail(KafkaConnection kafka) {
        return TopicTail.fromBeginning(kafka, Topics.LABELS, ZeroShotLabel.class, labels::add);
    }

    private static void publish(KafkaConnection kafka) {
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        new Publisher(kafka, "test").publish(checkpoint, new FlagsScenario().initialSet(checkpoint), "default");
    }

    private static JobClient start(EmbeddedPlatform platform, @Nullable String savepoint) throws Exception {
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        if (savepoint != null) {
            env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
        }
        StreamJob.build(
                env,
                JobConfig.defaults(platform.connection())
                        .withBatching(new Batching(4, Duration.ofMillis(100)))
                        .withCheckpointing(new Checkpointing(
                                Duration.ofMillis(500), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10))));
        return env.executeAsync("stream");
    }

    private static void send(KafkaConnection kafka, int from, int to) throws Exception {
        FlagViews views = new FlagViews(ViewSettings.standard());
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            for (int i = from; i < to; i++) {
                ImageEvent event = ImageEvent.newBuilder()
                        .setEventId("p" + i)
                        .setSourceId("camera-" + i % CAMERAS)
                        .setCapturedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                        .setContent(ByteBuffer.wrap(views.jpeg("fr", i, 96, 64, 0.85f)))
                        .build();
                producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event))
                        .get();
            }
        }
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "p" + i).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
