package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.platform.config.KeptState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFoldersTest {
    @TempDir
    private Path path;

    @Test
    void theNewestThatIsCompleteIsKeptAndNothingElse() throws Exception {
        try (HomeFolder home = HomeFolder.open(path, false)) {
            StateFolders states = new StateFolders(home);
            assertThat(states.used()).isFalse();
            assertThat(states.newest()).isEmpty();

            Path older = complete("flink/checkpoints/job-1/chk-9", 100);
            Path newest = complete("flink/checkpoints/job-2/chk-3", 300);
            Path stopped = complete("flink/stopped/savepoint-1", 200);
            Path begun = Files.createDirectories(path.resolve("flink/checkpoints/job-3/chk-4"));
            Path byHand = complete("flink/savepoints/savepoint-2", 400);

            Optional<KeptState> kept = states.newest();
            assertThat(states.used()).isTrue();
            assertThat(kept).contains(new KeptState(newest.toUri(), Instant.ofEpochSecond(300), false));

            states.deleteAllBut(kept);
            assertThat(newest).exists();
            assertThat(byHand).exists();
            assertThat(older).doesNotExist();
            assertThat(stopped).doesNotExist();
            assertThat(begun).doesNotExist();
            assertThat(states.newest()).isEqualTo(kept);
        }
    }

    @Test
    void aSavepointOfAStopIsOneOfThem() throws Exception {
        try (HomeFolder home = HomeFolder.open(path, false)) {
            complete("flink/checkpoints/job-1/chk-9", 100);
            Path stopped = complete("flink/stopped/savepoint-1", 200);
            StateFolders states = new StateFolders(home);

            assertThat(states.newest()).contains(new KeptState(stopped.toUri(), Instant.ofEpochSecond(200), true));
            states.deleteAllBut(Optional.empty());
            assertThat(states.newest()).isEmpty();
        }
    }

    private Path complete(String name, long atSecond) throws IOException {
        Path folder = Files.createDirectories(path.resolve(name));
        Path metadata = Files.createFile(folder.resolve("_metadata"));
        Files.setLastModifiedTime(metadata, FileTime.from(Instant.ofEpochSecond(atSecond)));
        return folder;
    }
}
