package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.faults.TopicChecker;
import io.zerostream.faults.Verdict;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole system, as a user starts it: real broker, real registry, real Flink, the bundled network. */
class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(500);

    @TempDir
    private Path home;

    @Test
    void aHeadlessRunAccountsForEveryPictureAndRecognisesTheAddedClass() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        Path report = home.resolve("out.json");
        // of an earlier demo, with a person
        Path kept =
                Files.writeString(Files.createDirectories(home.resolve("kafka")).resolve("kept"), "pictures");
        Path endpoints = Files.writeString(home.resolve("endpoints.json"), "of a demo that runs");
        StringWriter said = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));

        int code = command.execute(
                "demo", "--headless", "--duration", "16s", "--rate", "15", "--report", report.toString());

        assertThat(code).as(said.toString()).isZero();
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.path("missing").asLong()).isZero();
        assertThat(json.path("duplicates").asLong()).isZero();
        assertThat(json.path("labels").asLong()).isPositive();
        assertThat(json.path("dead_letters").asLong()).isPositive();
        assertThat(json.path("class_added").path("recognised").asBoolean()).isTrue();
        assertThat(json.path("class_set_revisions").size()).isEqualTo(2);
        assertThat(kept).exists();
        assertThat(endpoints).hasContent("of a demo that runs");
        assertThat(home.resolve("headless/endpoints.json")).doesNotExist();
    }

    /** Killed once, stopped once: no picture is lost or doubled, no window counts wrongly, and what was done is there. */
    @Test
    void aDemoGoesOnWhereTheOneBeforeEndedHoweverThatWas() throws Exception {
        Path nothing = Files.createDirectory(home.resolve("nothing"));
        Path lives = Files.createDirectory(home.resolve("lives"));
        String windows = "-Dstats.window=4s";
        long revision;
        try (DemoProcess first = new DemoProcess(lives, "first", "--rate=40", windows)) {
            awaitLabels(first, 40);
            revision = new GatewayClient(first.endpoints().gateway())
                    .post("/api/classes", Map.of("name", "Norway", "attributes", Map.of("red", 1)))
                    .path("revision")
                    .asLong();
            awaitLabels(first, 100);
            first.kill();
        }
        try (DemoProcess second = new DemoProcess(lives, "second", "--rate=40", windows)) {
            assertThat(second.said()).contains("goes on from its last checkpoint");
            assertThat(new GatewayClient(second.endpoints().gateway())
                            .get("/api/classes")
                            .toString())
                    .contains("Norway");
            awaitLabels(second, 250);
            second.stop();
            assertThat(second.said()).contains("Stopped.");
        }
        try (DemoProcess third = new DemoProcess(lives, "third", "--source=" + nothing, windows)) {
            assertThat(third.said()).contains("goes on from its savepoint");
            TopicChecker checker = new TopicChecker(third.endpoints().connection());
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> checker.check().lost() == 0);
            Verdict verdict = checker.check();
            assertThat(verdict.good()).as("%s", verdict).isTrue();
            assertThat(verdict.windows()).isPositive();
            assertThat(newestRevision(third)).isEqualTo(revision);
            third.kill();
            // else they write where all is being removed
            third.awaitLeftBehind();
        }
    }

    private static void awaitLabels(DemoProcess demo, int atLeast) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> labels(demo).size() >= atLeast);
    }

    private static long newestRevision(DemoProcess demo) {
        return labels(demo).stream()
                .mapToLong(ZeroShotLabel::getClassSetRevision)
                .max()
                .orElseThrow();
    }

    private static List<ZeroShotLabel> labels(DemoProcess demo) {
        List<ZeroShotLabel> labels = new ArrayList<>();
        demo.endpoints().connection().readAll(Topics.LABELS, ZeroShotLabel.class, record -> labels.add(record.value()));
        return labels;
    }
}
