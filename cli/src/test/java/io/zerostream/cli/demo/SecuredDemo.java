package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.zerostream.cameras.CameraWorker;
import io.zerostream.cameras.config.CamerasConfig;
import io.zerostream.cli.CommandLines;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.EndTail;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.Publisher;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the demo does, on a platform that asks who comes: job, gateway, camera and reader, each as a user of its own. */
final class SecuredDemo implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final FlagsScenario scenario = new FlagsScenario();
    private final Checkpoint checkpoint = FlagsCheckpoint.bundled();
    private final SecuredPlatform secured;
    private final Gateway gateway;

    /** Publishes and starts everything on topics that are there. */
    SecuredDemo(SecuredPlatform secured) throws Exception {
        this.secured = secured;
        new DemoDeployment("default", scenario, line -> {}).publish(secured.as("operator"), checkpoint, false);
        submit();
        gateway = Gateway.start(GatewayConfig.defaults(secured.as("gateway")));
    }

    Gateway gateway() {
        return gateway;
    }

    private GatewayClient client() {
        return new GatewayClient(gateway.url().toString());
    }

    /** Runs a command that speaks to the gateway, which writes with its own rights. */
    CommandLines.Said throughGateway(String line) {
        return CommandLines.execute(line + " --gateway " + gateway.url());
    }

    boolean hasShadowLabels() {
        return !all(Topics.LABELS_SHADOW, ZeroShotLabel.class).isEmpty();
    }

    List<Sighting> sightings() {
        return all(Topics.SIGHTINGS, Sighting.class);
    }

    List<ZeroShotLabel> labels() {
        return all(Topics.LABELS, ZeroShotLabel.class);
    }

    List<DeadLetter> deadLetters() {
        return all(Topics.DEAD_LETTERS, DeadLetter.class);
    }

    private <T extends SpecificRecord> List<T> all(Topics.Topic topic, Class<T> type) {
        List<T> all = new ArrayList<>();
        secured.embedded().connection().readAll(topic, type, record -> all.add(record.value()));
        return all;
    }

    /** The same network as a version that runs beside, by the gateway's own rights. */
    void shadow() throws Exception {
        publish("beside");
        CommandLines.Said said = throughGateway("models shadow beside");
        assertThat(said.code()).as(said.text()).isZero();
        await().atMost(PATIENCE)
                .until(() -> client().get("/api/notices").toString().contains("beside"));
    }

    /** Publishes the same network under another version. @return its name and version */
    String publish(String version) throws Exception {
        KafkaConnection kafka = secured.as("operator");
        ObjectNode manifest =
                (ObjectNode) new ObjectMapper().readTree(checkpoint.manifest().toJson());
        new Publisher(kafka, "test")
                .publish(
                        Checkpoint.verified(
                                Manifest.fromJson(
                                        manifest.put("version", version).toString()),
                                checkpoint.tensors()),
                        scenario.initialSet(checkpoint));
        return checkpoint.manifest().name() + '/' + version;
    }

    private void submit() throws Exception {
        JobConfig config = JobConfig.read(
                        new String[] {"--config", secured.file("job").toString()}, Map.of())
                .withEventTime(new EventTime(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(1)))
                // pictures show any class in turn: one label is enough
                .withSightings(new SightingSettings(true, Duration.ofMillis(1), 1, 0.6, 0.2, Duration.ofSeconds(2)))
                .withCheckpointing(
                        new Checkpointing(Duration.ofMillis(500), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10)));
        TransactionTimeout.checkBroker(config);
        StreamExecutionEnvironment env = secured.embedded().flinkEnvironment();
        StreamJob.build(env, config);
        env.executeAsync("ZeroStream");
    }

    /** Sends pictures, adds a class half way, and waits until each has come out. */
    DemoReport stream() throws Exception {
        HeadlessLedger ledger = new HeadlessLedger();
        FlagPictures pictures = new FlagPictures(
                new FlagViews(ViewSettings.standard()), scenario.shown(), scenario.added(), 20_261_128);
        AddedClass added;
        long start = System.currentTimeMillis();
        try (pictures;
                EndTail ends = new EndTail(secured.as("reader"), Topics.LABELS, ledger::labelled, ledger::dead)) {
            try (PictureStream stream = new PictureStream(pictures, secured.as("camera"), ledger, 15, true)) {
                stream.start();
                await().atMost(PATIENCE).until(ledger::hasLabels);
                Thread.sleep(1_500);
                Instant calledAt = Instant.now();
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("name", scenario.added().name());
                body.put("attributes", scenario.attributesOfAdded());
                JsonNode answer = client().post("/api/classes", body);
                added = new AddedClass(
                        scenario.added().name(),
                        calledAt,
                        answer.path("revision").asLong());
                Thread.sleep(5_000);
            }
            await().atMost(PATIENCE).until(() -> ledger.owed() == 0);
            ends.check();
        }
        return ledger.report(start, added);
    }

    /** Sends one by the gateway, and waits for its label. */
    void upload(String source) throws Exception {
        byte[] jpeg = new FlagViews(ViewSettings.standard())
                .jpeg(scenario.shown().get(0).code(), 1, 192, 160, 0.85f);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + "/api/images?source=" + source))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> client().get("/api/labels").toString().contains('"' + source + '"'));
    }

    /** Asks the gateway why the picture of a source got its label: it reads the weights by its own rights. */
    JsonNode why(String source) throws Exception {
        return client().get("/api/labels/" + labelledOf(source) + "/why?source=" + source);
    }

    /** Says what the picture of a source does not show. */
    JsonNode judge(String source) throws Exception {
        Map<String, Object> picture = Map.of("event_id", labelledOf(source), "source", source);
        return client().post("/api/feedback", Map.of("pictures", List.of(picture), "none_of_these", true));
    }

    private String labelledOf(String source) throws Exception {
        for (JsonNode label : client().get("/api/labels").path("labels")) {
            if (label.path("source_id").asText().equals(source)) {
                return label.path("event_id").asText();
            }
        }
        throw new AssertionError("no label of source " + source);
    }

    /** Defines a camera by the gateway, has a worker run it by rights of its own, and waits for a label of it. */
    void camera(String name) throws Exception {
        byte[] jpeg = new FlagViews(ViewSettings.standard())
                .jpeg(scenario.shown().get(0).code(), 1, 192, 160, 0.85f);
        HttpServer picture = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        picture.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/jpeg");
            exchange.sendResponseHeaders(200, jpeg.length);
            exchange.getResponseBody().write(jpeg);
            exchange.close();
        });
        picture.start();
        try (CameraWorker worker = new CameraWorker(CamerasConfig.of(secured.as("worker"), "test", null, null))) {
            CommandLines.Said said = throughGateway("cameras add " + name + " http://127.0.0.1:"
                    + picture.getAddress().getPort() + "/picture.jpg");
            assertThat(said.code()).as(said.text()).isZero();
            await().atMost(PATIENCE)
                    .until(() -> client().get("/api/labels").toString().contains('"' + name + '"'));
            await().atMost(PATIENCE).until(() -> client().get("/api/cameras/" + name)
                    .path("status")
                    .asText()
                    .equals("RUNNING"));
            assertThat(worker.problem()).isEmpty();
        } finally {
            picture.stop(0);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
