package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Batching;
import io.zerostream.job.config.JobConfig;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicTail;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes the registry topics under a running job and publishes anew. Real broker, registry, Flink, network. */
@Timeout(400)
class ReplacedRegistryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FEW = 20;

    @TempDir
    private Path home;

    private final List<ZeroShotLabel> labels = new CopyOnWriteArrayList<>();
    private final List<JobNotice> notices = new CopyOnWriteArrayList<>();
    private int sent;

    @Test
    void jobAndGatewayGoOnWithWhatTheNewTopicsSay() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        ClassSetPlan all = new FlagsScenario().initialSet(checkpoint);
        ClassSetPlan few = new ClassSetPlan(
                all.name(),
                all.members().subList(0, FEW),
                all.extra(),
                all.penalty(),
                all.unknownThreshold(),
                all.topK());
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home));
                TopicTail<ZeroShotLabel> theirs = TopicTail.fromBeginning(
                        platform.connection(), Topics.LABELS, ZeroShotLabel.class, labels::add);
                TopicTail<JobNotice> said = TopicTail.fromBeginning(
                        platform.connection(), Topics.JOB_NOTICES, JobNotice.class, notices::add)) {
            KafkaConnection kafka = platform.connection();
            // revision 2 is beyond what the new topic will say
            new Publisher(kafka, "test").publish(checkpoint, all, "default");
            new Publisher(kafka, "test").publish(checkpoint, all, "default");
            StreamExecutionEnvironment env = platform.flinkEnvironment();
            StreamJob.build(env, JobConfig.defaults(kafka).withBatching(new Batching(4, Duration.ofMillis(100))));
            env.executeAsync("stream");
            untilLabelledBy(kafka, 2);

            try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka))) {
                GatewayClient client = new GatewayClient(gateway.url().toString());
                createAgain(kafka, gateway);
                new Publisher(kafka, "test").publish(checkpoint, few, "default");
                await().atMost(PATIENCE).untilAsserted(() -> {
                    JsonNode set = client.get("/api/sets").at("/sets/0");
                    assertThat(set.path("revision").asLong()).isEqualTo(1);
                    assertThat(set.path("members")).hasSize(FEW);
                });
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(gateway.problems()).isEmpty());
            }
            untilLabelledBy(kafka, 1);
            untilToldOfReplacements(1);

            // more than there was before, at once: the offsets lead on as if nothing had happened
            createAgain(kafka);
            for (int i = 0; i < 3; i++) {
                new Publisher(kafka, "test").publish(checkpoint, few, "default");
            }
            untilLabelledBy(kafka, 3);
            untilToldOfReplacements(2);

            assertThat(labels).extracting(ZeroShotLabel::getEventId).doesNotHaveDuplicates();
            theirs.check();
            said.check();
        }
    }

    private void untilToldOfReplacements(int times) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(notices)
                .filteredOn(notice -> notice.getCode().equals("REGISTRY_REPLACED"))
                .filteredOn(notice -> notice.getMessage().contains(Topics.CLASS_REGISTRY.name()))
                .hasSize(times));
    }

    /** One picture after the other, until one was matched with that revision of the set. */
    private void untilLabelledBy(KafkaConnection kafka, long revision) {
        FlagViews views = new FlagViews(ViewSettings.standard());
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            send(kafka, views.jpeg("fr", sent, 96, 64, 0.85f));
            return labels.stream().anyMatch(label -> label.getClassSetRevision() == revision);
        });
    }

    private void send(KafkaConnection kafka, byte[] picture) throws Exception {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("p" + sent++)
                .setSourceId("camera")
                .setCapturedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setContent(ByteBuffer.wrap(picture))
                .build();
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event))
                    .get();
        }
    }

    private static void createAgain(KafkaConnection kafka, Gateway gateway) throws Exception {
        createAgain(kafka, () -> await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.problems())
                .anyMatch(problem -> problem.contains("has no topic model-registry, class-registry"))));
    }

    private static void createAgain(KafkaConnection kafka) throws Exception {
        createAgain(kafka, () -> {});
    }

    private static void createAgain(KafkaConnection kafka, Runnable meanwhile) throws Exception {
        List<Topics.Topic> registries = List.of(Topics.CLASS_REGISTRY, Topics.MODEL_REGISTRY);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            List<String> names = registries.stream().map(Topics.Topic::name).toList();
            admin.deleteTopics(names).all().get();
            await().atMost(PATIENCE)
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
            meanwhile.run();
            admin.createTopics(registries.stream().map(Topics.Topic::newTopic).toList())
                    .all()
                    .get();
        }
    }
}
