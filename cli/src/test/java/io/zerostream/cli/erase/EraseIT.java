package io.zerostream.cli.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.CommandLines;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Feedback;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What erasing does when something is in its way, on a real Kafka. Each test has a source of its own. */
@Timeout(300)
class EraseIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;
    private static KafkaConnection kafka;

    private final String source = "door-" + UUID.randomUUID();
    private FakeGateway gateway;

    @BeforeAll
    static void startKafka() {
        System.setProperty("zerostream.home", home.toString());
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
    }

    @AfterAll
    static void stopKafka() {
        if (platform != null) {
            platform.close();
        }
    }

    @BeforeEach
    void startAGateway() throws Exception {
        gateway = FakeGateway.start();
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void picturesThatNoDeploymentLabelsAreNotCutOffAndNothingElseGoesBefore() throws Exception {
        hasACameraAndASet("[]");
        send(0);

        CommandLines.Said said = erase("--truncate");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("the gateway knows no deployment", "partition 0 of images", "nothing was cut");
        assertThat(gateway.removed()).isEmpty();
        assertThat(erase("--dry-run").text()).contains("images");
    }

    /** The job of the deployment has committed nothing: the guard refuses, and must do so before the camera is removed. */
    @Test
    void whatIsNotLabelledYetIsFoundOutBeforeAnythingGoes() throws Exception {
        hasACameraAndASet("[{\"name\": \"idle\", \"source_class_sets\": {\"" + source + "\": \"flags\"}}]");
        send(0);

        CommandLines.Said said = erase("--truncate");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("the job of deployment 'idle' has not finished");
        assertThat(gateway.removed()).isEmpty();
    }

    @Test
    void whatWentIsToldThoughTheNextStepFails() throws Exception {
        hasACameraAndASet("[{\"name\": \"idle\", \"source_class_sets\": {\"" + source + "\": \"flags\"}}]");
        gateway.answering("/api/cameras/front", "{}");
        send(0);

        CommandLines.Said said = erase("");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text())
                .contains("camera front: gone", "no answer to /api/deployment/sources/")
                .doesNotContain("deployment idle: gone", "the gateway forgot");
        JsonNode told = JSON.readTree(erase("--json")
                .text()
                .lines()
                .takeWhile(line -> !line.startsWith("zerostream:"))
                .reduce("", String::concat));
        assertThat(told.path("cameras")).hasSize(1);
        assertThat(told.path("deployments")).isEmpty();
    }

    @Test
    void whatIsCutOffIsToldThoughAnotherPartitionIsRefused() throws Exception {
        Place there = send(1);
        Place beyond = new Place("images", 2, 1, 1_000_000, Instant.EPOCH, Instant.EPOCH, 0, null);
        List<Place> went = new ArrayList<>();

        try (Admin admin = kafka.admin(PATIENCE)) {
            assertThatThrownBy(() -> new Truncation(admin).cut(List.of(beyond, there), went::add))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(OffsetOutOfRangeException.class);
        }

        assertThat(went).containsExactly(there);
        assertThat(erase("--dry-run").text()).contains("no records of source " + source);
    }

    @Test
    void whatIsInAnOpenTransactionIsToldUntilItCanBeSeen() throws Exception {
        try (Producer<String, ImageEvent> producer = kafka.producer(
                Topics.IMAGES, ImageEvent.class, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, source))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(picture(3)).get();

            CommandLines.Said said = erase("--dry-run");

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.text())
                    .contains("no committed records of source " + source)
                    .contains("1 offsets of images-3 are in an open transaction: look again in a while");
            assertThat(JSON.readTree(erase("--dry-run --json").text())
                            .at("/open_transactions/0/offsets")
                            .asLong())
                    .isEqualTo(1);

            producer.commitTransaction();
        }
        // the broker ends the transaction after it has answered
        await().atMost(PATIENCE).untilAsserted(() -> {
            CommandLines.Said said = erase("--dry-run");
            assertThat(said.code()).as(said.text()).isZero();
            assertThat(said.text()).contains("images").doesNotContain("open transaction");
        });
    }

    @Test
    void whatPeopleSaidOfItsPicturesIsTakenBackAndNobodyElses() throws Exception {
        gateway.answering("/api/sources/" + source + "/recent", "{\"feedback\": 2}");
        try (Producer<String, Feedback> producer = kafka.producer(Topics.FEEDBACK, Feedback.class)) {
            for (String of : List.of(source, source + "-2")) {
                for (String id : List.of("a", "b")) {
                    producer.send(said(of, id)).get();
                }
            }
        }
        assertThat(erase("--dry-run").text()).contains("feedback on 2 pictures: would go");
        assertThat(erase("").text())
                .contains("feedback on 2 pictures: gone", "feedback on 2 pictures" + System.lineSeparator());

        assertThat(new SourceFeedback(kafka, source).keys()).isEmpty();
        assertThat(new SourceFeedback(kafka, source + "-2").keys()).hasSize(2);
    }

    private static ProducerRecord<String, Feedback> said(String source, String id) {
        Feedback said = new Feedback(
                id, source, Instant.now(), "flags", "Japan", null, 0f, 0f, 1L, "flags-nano", "1", Instant.now(), "");
        return new ProducerRecord<>(Topics.FEEDBACK.name(), source + '\t' + id + "\tflags", said);
    }

    private void hasACameraAndASet(String deployments) {
        gateway.answering("/api/cameras", "{\"cameras\": [{\"name\": \"front\", \"source_id\": \"" + source + "\"}]}")
                .answering("/api/models", "{\"deployments\": " + deployments + "}");
    }

    private CommandLines.Said erase(String options) {
        return CommandLines.execute(("erase --source " + source + " --gateway " + gateway.url() + " --kafka "
                        + kafka.bootstrapServers() + " --registry " + kafka.registryUrl() + " " + options)
                .strip());
    }

    /** Sends one picture of the source, and says where it is. */
    private Place send(int partition) throws Exception {
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            long offset = producer.send(picture(partition)).get().offset();
            return new Place("images", partition, 1, offset, Instant.EPOCH, Instant.EPOCH, 0, null);
        }
    }

    private ProducerRecord<String, ImageEvent> picture(int partition) {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setSourceId(source)
                .setCapturedAt(Instant.now())
                .setContent(ByteBuffer.wrap(new byte[] {1}))
                .build();
        return new ProducerRecord<>(Topics.IMAGES.name(), partition, source, event);
    }
}
