package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildMainTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Process child;

    @BeforeEach
    void startAChild() throws Exception {
        child = Children.running(Sleeper.class.getName(), folder)
                .toProcessBuilder()
                .start();
        await().atMost(LONG)
                .until(() -> Files.readString(Children.logIn(folder)).contains(Sleeper.BEGUN));
    }

    @AfterEach
    void endTheChild() {
        child.destroyForcibly();
    }

    @Test
    void endsWhenItsStandardInputDoes() throws Exception {
        child.getOutputStream().close();

        assertThat(child.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    @Test
    void endsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        Files.createDirectory(folder.resolve("grandchild")).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle grandchild = ProcessHandle.of(
                        Long.parseLong(parent.inputReader().readLine()))
                .orElseThrow();

        parent.destroyForcibly();

        grandchild.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void leavesCtrlCToItsParent() throws Exception {
        assumeThat(Path.of("/bin/kill")).as("needs kill").exists();

        new ProcessBuilder("/bin/kill", "-INT", Long.toString(child.pid()))
                .start()
                .waitFor();

        assertThat(child.waitFor(1, TimeUnit.SECONDS)).isFalse();
    }
}
