package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.platform.config.PlatformException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void showsTheEndOfTheLogWhenAChildDiesAtItsStart() {
        try (ChildProcess child = start("io.zerostream.platform.internal.NoSuchMain")) {
            assertThatThrownBy(() -> child.await(() -> false, LONG))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("a test child ended at its start (exit code 1)")
                    .hasMessageContaining("ClassNotFoundException: io.zerostream.platform.internal.NoSuchMain")
                    .hasMessageContaining(Children.logIn(folder).toString());
        }
    }

    @Test
    void showsTheEndOfTheLogWhenAChildDoesNotAnswerInTime() {
        try (ChildProcess child = start(Sleeper.class.getName())) {
            assertThatThrownBy(() -> child.await(() -> false, Duration.ofMillis(1)))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("a test child did not answer within")
                    .hasMessageContaining(Children.logIn(folder).toString());
        }
    }

    @Test
    void closingEndsAChildThatRuns() {
        ChildProcess child = start(Sleeper.class.getName());
        child.await(() -> LogTail.of(Children.logIn(folder)).contains(Sleeper.BEGUN), LONG);

        child.close();

        assertThat(ProcessHandle.of(child.pid())).isEmpty();
    }

    @Test
    void anInterruptStopsTheWait() {
        try (ChildProcess child = start(Sleeper.class.getName())) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> child.await(() -> false, LONG)).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private ChildProcess start(String main) {
        return ChildProcess.start(Children.running(main, folder));
    }
}
