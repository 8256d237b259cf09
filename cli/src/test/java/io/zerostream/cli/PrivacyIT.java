package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.DeadLetterContent;
import io.zerostream.job.config.JobConfig;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.Publisher;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a picture, for how long, and how it is taken away. Real broker, registry, Flink and network. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrivacyIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;
    private static Gateway gateway;
    private static KafkaConnection kafka;

    @BeforeAll
    static void startAJobThatKeepsNoContentOfDeadLetters() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        new Publisher(kafka, "test").publish(checkpoint, new FlagsScenario().initialSet(checkpoint), "default");
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        StreamJob.build(env, JobConfig.defaults(kafka).withDeadLetters(DeadLetterContent.DROP));
        env.executeAsync("stream");
        gateway = Gateway.start(GatewayConfig.defaults(kafka));
    }

    @AfterAll
    static void closeThePlatform() {
        if (gateway != null) {
            gateway.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void aLabelHasTheTraceOfTheRequestThatBroughtItsPicture() throws Exception {
        upload("door", "traced", PARENT);
        upload("other", "untraced", "rubbish");

        ConsumerRecord<String, ZeroShotLabel> traced = label("traced");
        assertThat(TraceContext.of(traced.headers())).isEqualTo(new TraceContext(PARENT, "a=1"));
        assertThat(traced.value().getTraceParent()).isEqualTo(PARENT);
        assertThat(traced.value().getTraceState()).isEqualTo("a=1");
        assertThat(label("untraced").headers()).isEmpty();
    }

    @Test
    @Order(2)
    void aDeadLetterHasNoContentWhenItIsNotToBeKept() throws Exception {
        byte[] damaged = "a secret that is no picture".getBytes(StandardCharsets.UTF_8);
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("damaged")
                .setSourceId("door")
                .setCapturedAt(Instant.now())
                .setContent(ByteBuffer.wrap(damaged))
                .build();
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class);
                Producer<String, byte[]> raw = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.IMAGES.name(), "door", event))
                    .get();
            raw.send(new ProducerRecord<>(Topics.IMAGES.name(), "door", damaged))
                    .get();
        }

        await().atMost(PATIENCE)
                .until(() -> read(Topics.DEAD_LETTERS, DeadLetter.class).size() >= 2);
        assertThat(read(Topics.DEAD_LETTERS, DeadLetter.class))
                .extracting(ConsumerRecord::value)
                .allSatisfy(letter -> {
                    assertThat(letter.getContent()).isNull();
                    assertThat(letter.getContentBytes()).isGreaterThanOrEqualTo(damaged.length);
                    assertThat(letter.getMessage()).doesNotContain("secret");
                });
    }

    @Test
    @Order(3)
    void topicsKeepTheirRecordsAsLongAsTheyAreTold() throws Exception {
        assertThat(execute("topics create --keep images=6h --keep dead-letters=2d"))
                .contains(
                        "images keeps its records for 6h, before for 1d",
                        "dead-letters keeps its records for 2d, before for 14d");
        assertThat(execute("topics create --keep images=6h")).doesNotContain("keeps its records");
        JsonNode images = StreamSupport.stream(
                        JSON.readTree(execute("topics show --json"))
                                .path("topics")
                                .spliterator(),
                        false)
                .filter(topic -> topic.path("name").asText().equals("images"))
                .findFirst()
                .orElseThrow();
        assertThat(images.path("kept_ms").asLong())
                .isEqualTo(Duration.ofHours(6).toMillis());
        assertThat(images.path("records").asLong()).isEqualTo(4);
        assertThat(Instant.parse(images.path("oldest").asText())).isBefore(Instant.now());
        assertThat(execute("topics show")).contains("newest of each key", "2d, ");

        CommandLines.Said compacted = CommandLines.execute("topics create --keep cameras=1d");
        assertThat(compacted.code()).isEqualTo(2);
        assertThat(compacted.text()).contains("'cameras' is no topic that keeps its records for a time");
        assertThat(CommandLines.execute("topics create --keep image=1d").text()).contains("did you mean images?");
    }

    @Test
    @Order(4)
    void aSourceIsFoundEverywhereAndNothingGoesInADryRun() throws Exception {
        request(
                "POST",
                "/api/cameras",
                "{\"name\": \"front\", \"url\": \"rtsp://127.0.0.1:1/x\", \"source_id\": \"door\"}");
        request("PUT", "/api/deployment/sources/door", "{\"set\": \"flags\"}");
        try (Producer<String, CameraState> states = kafka.producer(Topics.CAMERA_STATES, CameraState.class)) {
            states.send(new ProducerRecord<>(Topics.CAMERA_STATES.name(), "front", state("front")))
                    .get();
        }

        JsonNode found =
                JSON.readTree(untilAllIsSeen("erase --source door --dry-run --json --gateway " + gateway.url()));

        assertThat(found.at("/cameras/0").asText()).isEqualTo("front");
        assertThat(found.at("/deployments/0").asText()).isEqualTo("default");
        assertThat(records(found, "images")).isEqualTo(3);
        assertThat(records(found, "labels")).isEqualTo(1);
        assertThat(records(found, "dead-letters")).isEqualTo(2);
        assertThat(found.at("/records/0/gone_by").asText())
                .isGreaterThan(Instant.now().plusSeconds(3600).toString());
        assertThat(get("/api/cameras").path("cameras")).hasSize(1);
        assertThat(get("/api/labels?event_id=traced").path("labels")).hasSize(1);
        assertThat(read(Topics.LABELS, ZeroShotLabel.class)).hasSize(2);
    }

    @Test
    @Order(5)
    void whatIsNotOnATopicGoesAtOnceAndTheRestByItsTime() throws Exception {
        // its code says whether a window of the job is in an open transaction just then
        assertThat(said("erase --source door --gateway " + gateway.url()).text())
                .contains("camera front: gone", "class set in deployment default: gone", "images", "GONE BY")
                .contains("the gateway forgot 2 pictures, 1 labels, ");

        assertThat(get("/api/cameras").path("cameras")).isEmpty();
        assertThat(kafka.readCompacted(Topics.CAMERA_STATES, CameraState.class)).isEmpty();
        assertThat(get("/api/deployment").at("/deployment/source_class_sets").has("door"))
                .isFalse();
        assertThat(get("/api/labels?event_id=traced").path("labels")).isEmpty();
        assertThat(get("/api/labels?event_id=untraced").path("labels")).hasSize(1);
        assertThat(get("/api/dead-letters").path("dead_letters").findValuesAsText("source_id"))
                .doesNotContain("door");
        assertThat(read(Topics.LABELS, ZeroShotLabel.class))
                .as("still on its topic")
                .hasSize(2);
    }

    @Test
    @Order(6)
    void whatIsCutOffIsNotReadAgain() throws Exception {
        upload("door", "last", PARENT);
        label("last");
        String line = "erase --source door --truncate --gateway " + gateway.url();
        // the job says with a checkpoint what it has finished
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(said(line).code()).isZero());

        assertThat(untilAllIsSeen("erase --source door --dry-run --gateway " + gateway.url()))
                .contains("no records of source door on the topics");
        assertThat(read(Topics.IMAGES, ImageEvent.class))
                .extracting(record -> record.value().getSourceId())
                .doesNotContain("door");
        // the job goes on
        upload("door", "after", PARENT);
        label("after");
    }

    @Test
    @Order(7)
    void whatWasNotLabelledIsNotCutOffUnlessThatIsMeant() throws Exception {
        request(
                "POST",
                "/api/deployment/activate?deployment=idle",
                "{\"version\": \"" + version() + "\", \"model\": \"flags-nano\", \"set\": \"flags\"}");
        String line = "erase --source door --truncate --gateway " + gateway.url();

        CommandLines.Said refused = said(line);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("the job of deployment 'idle' has not finished", "nothing was cut off");
        assertThat(said("erase --source door --dry-run --gateway " + gateway.url())
                        .text())
                .contains("images");
        assertThat(said(line + " --unlabelled-too").text()).contains("cut off");
    }

    private static String version() throws Exception {
        return get("/api/deployment").at("/deployment/version").asText();
    }

    private static CameraState state(String name) {
        return CameraState.newBuilder()
                .setName(name)
                .setRunner("test")
                .setStatus(CameraStatus.STOPPED)
                .setSince(Instant.EPOCH)
                .setAt(Instant.EPOCH)
                .build();
    }

    private static long records(JsonNode report, String topic) {
        long sum = 0;
        for (JsonNode row : report.path("records")) {
            sum += row.path("topic").asText().equals(topic)
                    ? row.path("records").asLong()
                    : 0;
        }
        return sum;
    }

    private static String execute(String line) {
        CommandLines.Said said = said(line);
        assertThat(said.code()).as(said.text()).isZero();
        return said.text();
    }

    /** The job writes in transactions, and what is in an open one cannot be seen. */
    private static String untilAllIsSeen(String line) {
        return await().atMost(PATIENCE)
                .until(() -> said(line), said -> said.code() == 0)
                .text();
    }

    private static CommandLines.Said said(String line) {
        return CommandLines.execute(
                line + " --kafka " + kafka.bootstrapServers() + " --registry " + kafka.registryUrl());
    }

    private static JsonNode get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).GET());
    }

    private static void request(String method, String path, String json) throws Exception {
        send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
    }

    private static void upload(String source, String eventId, String parent) throws Exception {
        send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/images?source=" + source + "&event_id=" + eventId))
                .header("traceparent", parent)
                .header("tracestate", "a=1")
                .POST(BodyPublishers.ofByteArray(png())));
    }

    private static JsonNode send(HttpRequest.Builder request) throws Exception {
        var response = HTTP.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return JSON.readTree(response.body());
    }

    private static byte[] png() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static ConsumerRecord<String, ZeroShotLabel> label(String eventId) {
        List<ConsumerRecord<String, ZeroShotLabel>> found = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            found.clear();
            read(Topics.LABELS, ZeroShotLabel.class).stream()
                    .filter(record -> record.value().getEventId().equals(eventId))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static <T extends SpecificRecord> List<ConsumerRecord<String, T>> read(Topics.Topic topic, Class<T> type) {
        List<ConsumerRecord<String, T>> all = new ArrayList<>();
        kafka.readAll(topic, type, all::add);
        return all;
    }
}
