package io.zerostream.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.Main;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPlaceTest {
    @TempDir
    private Path home;

    @Test
    void onlyWhatRunsForLongLogsToStandardOutput() {
        Map<String, String> json = Map.of("ZEROSTREAM_LOG", "json");
        assertThat(of(json, "gateway", "--port", "1")).isEqualTo(LogPlace.JSON);
        assertThat(of(json, "cameras", "run")).isEqualTo(LogPlace.JSON);
        assertThat(of(Map.of("ZEROSTREAM_LOG", "text"), "gateway")).isEqualTo(LogPlace.TEXT);
        assertThat(of(json, "cameras", "list")).isEqualTo(LogPlace.FILE);
        assertThat(of(json, "status", "--json")).isEqualTo(LogPlace.FILE);
        assertThat(of(json)).isEqualTo(LogPlace.FILE);
        assertThat(of(Map.of("ZEROSTREAM_LOG", "file"), "gateway")).isEqualTo(LogPlace.FILE);
        assertThat(of(Map.of("ZEROSTREAM_LOG", ""), "gateway")).isEqualTo(LogPlace.FILE);
        assertThat(of(Map.of(), "gateway")).isEqualTo(LogPlace.FILE);
        assertThatThrownBy(() -> of(Map.of("ZEROSTREAM_LOG", "xml"), "gateway"))
                .isInstanceOf(UserException.class)
                .hasMessage("ZEROSTREAM_LOG is 'xml'; it can be file, text, json");
    }

    /** Nobody answers at port 1, which is an error with a stack trace of many lines. */
    @Test
    void inJsonEveryLineIsAnObject() throws Exception {
        List<String> lines = standardOutput("json").lines().toList();

        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode entry = new ObjectMapper().readTree(line);
            assertThat(entry.isObject()).as(line).isTrue();
            assertThat(entry.fieldNames()).toIterable().contains("time", "level", "logger", "message");
        }
        assertThat(lines).anyMatch(line -> line.contains("UserException") && line.contains("\\n\\tat "));
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void inTextALineBeginsWithItsTime() throws Exception {
        assertThat(standardOutput("text").lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT.* \\[[^\\]]+\\] .*"));
        assertThat(home).isEmptyDirectory();
    }

    private String standardOutput(String place) throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dzerostream.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "gateway",
                "--kafka=127.0.0.1:1",
                "--registry=http://127.0.0.1:1");
        java.environment().put("ZEROSTREAM_LOG", place);
        Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return said;
    }

    private static LogPlace of(Map<String, String> environment, String... args) {
        return LogPlace.of(args, environment);
    }
}
