package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder;

    /** Nothing of the logging system, whose file cannot be made there, comes before or after it. */
    @Test
    void aHomeThatCannotBeWrittenToIsToldInOneLine() throws Exception {
        Path home = Files.createFile(folder.resolve("file")).resolve("home");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dzerostream.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "demo")
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said.lines()).singleElement().asString().contains("cannot write to " + home);
    }

    /** Else a class would be stored under a name that nobody gave it. Bash passes the bytes of UTF-8 on as they are. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void anArgumentWhoseLettersTheLocaleLacksIsRefused() throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                "bash",
                "-c",
                "exec \"$0\" -cp \"$CLASSES\" -Dzerostream.home=\"$PLACE\" " + Main.class.getName()
                        + " classes add $'Cura\\xc3\\xa7ao' --attributes blue=1 --gateway http://127.0.0.1:9",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.environment()
                .putAll(Map.of(
                        "LC_ALL", "C", "CLASSES", System.getProperty("java.class.path"), "PLACE", folder.toString()));
        Process process = java.redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said).contains("letters of the argument 'Cura", "LC_ALL=C.UTF-8");
    }
}
