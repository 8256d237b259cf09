package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole system, as a user starts it: real broker, real registry, real Flink, the bundled network. */
class DemoIT {
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
}
