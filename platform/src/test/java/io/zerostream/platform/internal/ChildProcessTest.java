package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.platform.PlatformException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    private Path folder;

    @Test
    void showsTheEndOfTheLogWhenAChildDiesAtItsStart() {
        ChildProcess child = start("io.zerostream.platform.internal.NoSuchMain");

        assertThatThrownBy(() -> child.await(() -> false, Duration.ofSeconds(30)))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("NoSuchMain")
                .hasMessageContaining("child.log");
    }

    @Test
    void endsAChildThatRuns() {
        ChildProcess child = start(Sleeper.class.getName());

        child.close();

        assertThat(ProcessHandle.of(child.pid())).isEmpty();
    }

    @Test
    void aChildEndsWhenItsStandardInputDoes() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildMain.class.getName(),
                        Sleeper.class.getName())
                .start();

        process.getOutputStream().close();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void freePortsDiffer() {
        List<Integer> ports = Ports.free(20);

        assertThat(new HashSet<>(ports)).hasSize(20);
    }

    private ChildProcess start(String main) {
        return ChildProcess.start(
                "a test child",
                folder.resolve("child.log"),
                folder,
                List.of("-Xmx32m"),
                System.getProperty("java.class.path"),
                List.of(main));
    }

    /** Runs until it is ended. */
    public static final class Sleeper {
        private Sleeper() {}

        /** Waits for ever. */
        public static void main(String[] args) throws InterruptedException {
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
