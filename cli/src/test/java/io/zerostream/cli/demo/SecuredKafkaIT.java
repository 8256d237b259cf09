package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.cli.CommandLines;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.EndTail;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.Publisher;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the headless demo does, on a Kafka that asks who comes (SASL_SSL, SCRAM-SHA-512, Kafka's own authorizer) and a registry
 * behind TLS and a password. Each part is a user of its own, with the rights that docs/operations.md gives it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Who does not answer is waited for longer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    @TempDir
    private static Path home;

    private static SecuredPlatform secured;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        secured = new SecuredPlatform(home);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (secured != null) {
            secured.close();
        }
    }

    @Test
    @Order(1)
    void theHeadlessDemoRunsWithLeastRights() throws Exception {
        succeeds("topics create", "installer");
        assertThat(succeeds("topics create", "installer")).doesNotContain("created");
        FlagsScenario scenario = new FlagsScenario();
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        new DemoDeployment(scenario, line -> {}).publish(secured.as("operator"), checkpoint, false);
        submit();
        gateway = Gateway.start(GatewayConfig.defaults(secured.as("gateway")));

        DemoReport report = stream(scenario);
        assertThat(report.ok()).as(report.toString()).isTrue();
        assertThat(report.deadLetters()).isPositive();
        assertThat(report.classSetRevisions()).hasSize(2);
        shadow(checkpoint);
        upload(scenario);
        await().atMost(PATIENCE).until(() -> {
            List<ZeroShotLabel> beside = new ArrayList<>();
            secured.embedded()
                    .connection()
                    .readAll(Topics.LABELS_SHADOW, ZeroShotLabel.class, record -> beside.add(record.value()));
            return !beside.isEmpty();
        });
    }

    /** The same network as a version that runs beside. */
    private static void shadow(Checkpoint checkpoint) throws Exception {
        KafkaConnection kafka = secured.as("operator");
        publish(kafka, checkpoint, "beside");
        String key = RegistryKeys.deployment("default");
        Deployment before = (Deployment) kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)
                .get(key)
                .getEntry();
        Deployment after = Deployment.newBuilder(before)
                .setRevision(before.getRevision() + 1)
                .setShadowVersion("beside")
                .build();
        RegistryWriter.once(
                kafka,
                Topics.MODEL_REGISTRY,
                ModelRegistryRecord.class,
                PATIENCE,
                () -> new RegistryWriter.Planned<>(Map.of(key, new ModelRegistryRecord(after)), after));
        await().atMost(PATIENCE)
                .until(() -> client().get("/api/notices").toString().contains("beside"));
    }

    private static void publish(KafkaConnection kafka, Checkpoint checkpoint, String version) throws Exception {
        ObjectNode manifest =
                (ObjectNode) new ObjectMapper().readTree(checkpoint.manifest().toJson());
        new Publisher(kafka, "test")
                .publish(
                        Checkpoint.verified(
                                Manifest.fromJson(
                                        manifest.put("version", version).toString()),
                                checkpoint.tensors()),
                        new FlagsScenario().set(checkpoint, ClassFold.read(kafka)));
    }

    private static void submit() throws Exception {
        JobConfig config = JobConfig.read(
                        new String[] {"--config", secured.file("job").toString()}, Map.of())
                .withEventTime(new EventTime(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(1)))
                .withCheckpointing(
                        new Checkpointing(Duration.ofMillis(500), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10)));
        TransactionTimeout.checkBroker(config);
        StreamExecutionEnvironment env = secured.embedded().flinkEnvironment();
        StreamJob.build(env, config);
        env.executeAsync("ZeroStream");
    }

    private static DemoReport stream(FlagsScenario scenario) throws Exception {
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
                Thread.sleep(4_000);
                Instant calledAt = Instant.now();
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("name", scenario.added().name());
                body.put("attributes", scenario.attributesOfAdded());
                JsonNode answer = client().post("/api/classes", body);
                added = new AddedClass(
                        scenario.added().name(),
                        calledAt,
                        answer.path("revision").asLong());
                Thread.sleep(6_000);
            }
            await().atMost(PATIENCE).until(() -> ledger.owed() == 0);
            ends.check();
        }
        return ledger.report(start, added);
    }

    private static void upload(FlagsScenario scenario) throws Exception {
        byte[] jpeg = new FlagViews(ViewSettings.standard())
                .jpeg(scenario.shown().get(0).code(), 1, 192, 160, 0.85f);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + "/api/images?source=door"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> client().get("/api/labels").toString().contains("\"door\""));
        assertThat(gateway.problems()).isEmpty();
    }

    @Test
    @Order(2)
    void theCommandsOfOperatorsRunWithLeastRights() throws Exception {
        assertThat(succeeds("labels --last 3", "operator")).contains("flags rev ");
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        // one that the job in this process has not opened, so that the replay must fetch it
        publish(secured.as("operator"), checkpoint, "of-replay");
        assertThat(succeeds(
                        "replay --from now-1h --class-set flags@1 --model "
                                + checkpoint.manifest().name() + "/of-replay",
                        "operator"))
                .contains("labels on labels-replay");
        assertThat(succeeds("sets use cameras-north flags", "operator")).contains("uses class set 'flags'");
        assertThat(succeeds("sets rollback flags 1", "operator")).contains("flags");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        succeeds("stats baseline --from now-1h --output " + home.resolve("baseline.json"), "operator"))
                .isNotEmpty());
    }

    @Test
    @Order(3)
    void whoIsNotLetInHearsItAtOnceWithTheAddress() throws Exception {
        String address = secured.embedded().connection().bootstrapServers();
        Path wrong = secured.withWrongPassword("reader");
        KafkaConnection wrongPassword = SecuredPlatform.read(wrong);
        String letIn = "Kafka at " + address + " does not let us in (";
        fails("labels", wrong, letIn, "kafka.client.sasl.jaas.config");
        fails("topics create", wrong, letIn);
        fails("sets rollback flags 1", wrong, letIn);
        fails("replay --from now-1h --class-set flags@1", wrong, letIn);
        atOnce(() -> assertThatThrownBy(() -> Gateway.start(GatewayConfig.defaults(wrongPassword)))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining(letIn));
        atOnce(() -> assertThatThrownBy(() -> TransactionTimeout.checkBroker(JobConfig.defaults(wrongPassword)))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContaining(letIn));

        String forbids = "Kafka at " + address + " forbids it (";
        fails("stats baseline --from now-1h --output x", secured.file("reader"), forbids, "label-stats");
        fails("sets rollback flags 1", secured.file("reader"), forbids, "docs/operations.md");
        atOnce(() -> assertThatThrownBy(() -> Gateway.start(GatewayConfig.defaults(secured.as("reader"))))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining(forbids));

        Path stranger = Files.writeString(
                home.resolve("stranger.properties"),
                Files.readString(secured.file("reader")).replaceAll("(?m)^kafka\\.client\\.ssl.*$", ""));
        fails("labels", stranger, "no trust between us and Kafka at " + address, "valid certification path");

        Path noRegistry = secured.withWrongRegistryPassword("operator");
        fails(
                "labels",
                noRegistry,
                "schema registry " + secured.registryUrl(),
                "401",
                "kafka.registry.basic.auth.user.info");
    }

    @Test
    @Order(4)
    void noSecretIsLoggedOrShownByFlink() throws Exception {
        List<String> secrets = secured.secrets();
        HttpClient http = HttpClient.newHttpClient();
        Map<String, String> seen = new HashMap<>();
        String job = http(http, "jobs").replaceAll("(?s).*\"id\":\"([0-9a-f]{32})\".*", "$1");
        for (String path : List.of(
                "jobs/" + job,
                "jobs/" + job + "/config",
                "jobs/" + job + "/plan",
                "jobs/" + job + "/exceptions",
                "jobs/" + job + "/jobmanager/config",
                "jobmanager/config",
                "jobmanager/environment")) {
            seen.put(path, http(http, path));
        }
        try (Stream<Path> logs = Files.walk(home.resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                seen.put(log.toString(), Files.readString(log));
            }
        }
        assertThat(seen.get("jobs/" + job)).contains("classify");
        assertThat(seen).allSatisfy((where, text) -> assertThat(secrets).noneMatch(text::contains));
    }

    @Test
    @Order(5)
    void eachDocumentedRightIsNeededAndNoOtherIs() throws Exception {
        List<Rights.Decision> decisions = Rights.decisions(home.resolve("logs/kafka.log"));

        assertThat(Rights.unused(secured.rights(), decisions))
                .as("rights that nobody used")
                .isEmpty();
        assertThat(decisions.stream()
                        .filter(decision -> !decision.allowed())
                        .filter(decision -> !decision.user().equals("reader"))
                        .collect(Collectors.toSet()))
                .as("rights that somebody lacked")
                .containsExactly(new Rights.Decision(
                        "job", false, AclOperation.DESCRIBE_CONFIGS, ResourceType.CLUSTER, "kafka-cluster"));
    }

    private static String http(HttpClient http, String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(secured.embedded().flinkWebUi() + "/" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static GatewayClient client() {
        return new GatewayClient(gateway.url().toString());
    }

    private static String succeeds(String line, String user) {
        CommandLines.Said said = secured.run(line, secured.file(user));
        assertThat(said.code()).as(said.text()).isZero();
        return said.text();
    }

    private static void fails(String line, Path config, String... words) {
        atOnce(() -> {
            CommandLines.Said said = secured.run(line, config);
            assertThat(said.code()).as(said.text()).isEqualTo(1);
            assertThat(said.text()).contains(words).doesNotContain("\tat ", "wrong\"");
        });
    }

    private static void atOnce(Runnable refused) {
        long start = System.nanoTime();
        refused.run();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
}
