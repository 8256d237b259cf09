package io.zerostream.cli.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFilesTest {
    private static final Settling AT_ONCE = Settling.of(Duration.ZERO);

    @TempDir
    private Path folder;

    /** It is asked five times in a second. */
    @Test
    void howManyAreRefusedIsKnownWithoutGoingThroughThemAll() throws Exception {
        int many = 50_000;
        KnownFiles files = new KnownFiles(AT_ONCE);
        for (int i = 0; i < many / 1000; i++) {
            Path album = Files.createDirectory(folder.resolve("album-" + i));
            for (int j = 0; j < 1000; j++) {
                Files.createFile(album.resolve(j + ".txt"));
            }
        }
        files.look(folder, 0, gone -> {});
        assertThat(files.settled()).isFalse();
        List<Path> due = files.due(0);
        assertThat(due).hasSize(many);
        due.forEach(file -> files.refused(file, Refusal.Reason.NO_PICTURE, true));
        files.look(folder, 1, gone -> {});

        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < many; i++) {
            assertThat(files.settled()).isTrue();
            assertThat(files.due(1)).isEmpty();
        }
        Map<Refusal.Reason, Long> refused = files.refused();
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(refused).isEqualTo(Map.of(Refusal.Reason.NO_PICTURE, (long) many));
        // it was 4 ms each time when all were gone through
        assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void soManyThatWentAreRememberedAndNoMore() throws Exception {
        KnownFiles files = new KnownFiles(AT_ONCE, 2);
        Files.createFile(folder.resolve("stays"));
        for (String name : List.of("a", "b", "c")) {
            Path file = Files.createFile(folder.resolve(name));
            files.look(folder, 0, gone -> {});
            files.due(0).forEach(due -> files.sent(due, files.of(due).version));
            Files.move(file, folder.resolve("." + name));
            files.look(folder, 0, gone -> {});
        }
        for (String name : List.of("a", "b", "c")) {
            Files.move(folder.resolve("." + name), folder.resolve(name));
        }
        files.look(folder, 0, gone -> {});

        assertThat(new ArrayList<>(files.due(0))).as("the one that went first").containsExactly(Path.of("a"));
    }

    /** A share that comes back may say "stale handle" of what is in it before it says more. */
    @Test
    void whatComesBackAndCannotBeLookedAtYetIsNotTakenAgain() throws Exception {
        KnownFiles files = new KnownFiles(AT_ONCE);
        Path name = Path.of("a.png");
        Version version = new Version(7, FileTime.fromMillis(1));
        KnownFiles.Eyes there = (folder, receiver) -> receiver.file(name, version);
        KnownFiles.Eyes other = (folder, receiver) -> receiver.file(Path.of("b.png"), version);
        files.look(folder, there, 0, gone -> {});
        files.sent(name, version);
        files.look(folder, other, 1, gone -> {});
        files.look(folder, (folder, receiver) -> receiver.failed(name), 2, gone -> {});
        files.look(folder, there, 3, gone -> {});

        assertThat(files.due(4)).doesNotContain(name);
    }
}
