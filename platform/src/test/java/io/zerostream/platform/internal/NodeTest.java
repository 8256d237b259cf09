package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void whatIsKeptAliveIsStartedAgainUntilItIsClosed() {
        Node node = sleeper();
        node.keepAlive();
        long first = node.pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().atMost(LONG).until(() -> node.starts() == 2 && node.alive());
        assertThat(node.pid()).isNotEqualTo(first);

        ProcessHandle.of(node.pid()).orElseThrow().destroyForcibly();
        await().atMost(LONG).until(() -> node.starts() == 3 && node.alive());
        node.close();
        assertThat(node.alive()).isFalse();
    }

    @Test
    void whatIsKilledForATestStaysDead() throws Exception {
        Node node = sleeper();
        node.keepAlive();
        node.kill();
        assertThat(node.alive()).isFalse();
        assertThat(node.starts()).isEqualTo(1);
        node.close();
    }

    private Node sleeper() {
        Node node = new Node("sleeper", start -> Children.running(Sleeper.class.getName(), folder));
        node.await(() -> LogTail.of(Children.logIn(folder)).contains(Sleeper.BEGUN), LONG);
        return node;
    }
}
