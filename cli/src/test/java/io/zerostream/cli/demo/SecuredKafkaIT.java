package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.CommandLines;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static SecuredDemo demo;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        secured = new SecuredPlatform(home);
    }

    @AfterAll
    static void stop() {
        if (demo != null) {
            demo.close();
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
        demo = new SecuredDemo(secured);

        DemoReport report = demo.stream();
        assertThat(report.ok()).as(report.toString()).isTrue();
        assertThat(report.deadLetters()).isPositive();
        assertThat(report.classSetRevisions()).hasSize(2);
        demo.shadow();
        demo.upload("door");
        JsonNode why = demo.why("door");
        assertThat(why.path("agrees").asBoolean())
                .as("the gateway finds what the job found: %s", why)
                .isTrue();
        assertThat(demo.judge("door").path("feedback")).hasSize(1);
        demo.camera("gate");
        assertThat(demo.gateway().problems()).isEmpty();
        await().atMost(PATIENCE).until(() -> demo.hasShadowLabels());
        whatAppearedHasLeft();
    }

    /** Nothing is sent any more, so no picture moves event time. */
    private static void whatAppearedHasLeft() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ids("LEFT")).isNotEmpty().isEqualTo(ids("APPEARED")));
        Map<String, ZeroShotLabel> labels =
                demo.labels().stream().collect(Collectors.toMap(ZeroShotLabel::getEventId, Function.identity()));
        assertThat(demo.sightings()).allSatisfy(sighting -> {
            ZeroShotLabel best = labels.get(sighting.getBestEventId());
            assertThat(best.getSourceId()).isEqualTo(sighting.getSourceId());
            assertThat(best.getTop().get(0).getName()).isEqualTo(sighting.getClassName());
            assertThat(best.getTop().get(0).getScore()).isEqualTo(sighting.getBestScore());
        });
    }

    private static List<String> ids(String status) {
        List<String> ids = demo.sightings().stream()
                .filter(sighting -> sighting.getStatus().equals(status))
                .map(Sighting::getSightingId)
                .sorted()
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    @Test
    @Order(2)
    void theCommandsOfOperatorsRunWithLeastRights() throws Exception {
        assertThat(succeeds("labels --last 3", "operator")).contains("flags rev ");
        // one that the job in this process has not opened, so that the replay must fetch it
        String model = demo.publish("of-replay");
        assertThat(succeeds("replay --from now-1h --class-set flags@1 --model " + model, "operator"))
                .contains("labels on labels-replay");
        for (String topic : List.of("labels-shadow", "labels-replay")) {
            assertThat(succeeds("labels --last 1 --topic " + topic, "operator")).contains("flags rev ");
        }
        for (String line : List.of("sets use cameras-north flags", "sets rollback flags 1", "status")) {
            CommandLines.Said said = demo.throughGateway(line);
            assertThat(said.code()).as(said.text()).isZero();
            assertThat(said.text()).contains("flags");
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        succeeds("stats baseline --from now-1h --output " + home.resolve("baseline.json"), "operator"))
                .isNotEmpty());
    }

    /** All: one of which somebody said something, a camera, and those whose pictures got dead letters and were replayed. */
    @Test
    @Order(3)
    void sourcesAreErasedWithLeastRights() throws Exception {
        List<String> labelled = demo.labels().stream()
                .map(ZeroShotLabel::getSourceId)
                .distinct()
                .toList();
        assertThat(labelled).contains("door", "gate");
        List<String> refused = demo.deadLetters().stream()
                .map(DeadLetter::getSourceId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        assertThat(refused).isNotEmpty();
        for (String source :
                Stream.concat(labelled.stream(), refused.stream()).distinct().toList()) {
            // some of it may be in an open transaction for a moment
            await().atMost(PATIENCE).untilAsserted(() -> erase(source, "--dry-run"));
            erase(source, "--truncate");
            assertThat(demo.labels()).extracting(ZeroShotLabel::getSourceId).doesNotContain(source);
            assertThat(demo.deadLetters()).extracting(DeadLetter::getSourceId).doesNotContain(source);
        }
    }

    private static String erase(String source, String option) {
        return succeeds(
                "erase --source " + source + ' ' + option + " --gateway "
                        + demo.gateway().url(),
                "eraser");
    }

    @Test
    @Order(4)
    void whoIsNotLetInHearsItAtOnceWithTheAddress() throws Exception {
        String address = secured.embedded().connection().bootstrapServers();
        Path wrong = secured.withWrongPassword("reader");
        KafkaConnection wrongPassword = SecuredPlatform.read(wrong);
        String letIn = "Kafka at " + address + " does not let us in (";
        fails("labels", wrong, letIn, "kafka.client.sasl.jaas.config");
        fails("topics create", wrong, letIn);
        fails("replay --from now-1h --class-set flags@1", wrong, letIn);
        atOnce(() -> assertThatThrownBy(() -> Gateway.start(GatewayConfig.defaults(wrongPassword)))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining(letIn));
        atOnce(() -> assertThatThrownBy(() -> TransactionTimeout.checkBroker(JobConfig.defaults(wrongPassword)))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContaining(letIn));

        String forbids = "Kafka at " + address + " forbids it (";
        fails("stats baseline --from now-1h --output x", secured.file("reader"), forbids, "label-stats");
        fails("topics create", secured.file("reader"), forbids, "docs/operations.md");
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
    @Order(5)
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
    @Order(6)
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
