package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.platform.config.KeptState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times of files run against their numbers in all of these: a copied home, a clock that was set back. */
class StateFoldersTest {
    @TempDir
    private Path path;

    private HomeFolder home;

    @BeforeEach
    void open() {
        home = HomeFolder.open(path, false);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void theNewestByItsNumberComesFirst() throws Exception {
        StateFolders empty = new StateFolders(home);
        assertThat(empty.used()).isFalse();
        assertThat(empty.found()).isEmpty();

        Path older = complete("flink/checkpoints/job-1/chk-9", 9, 300);
        Path newest = complete("flink/checkpoints/job-2/chk-10", 10, 100);
        Files.createDirectories(path.resolve("flink/checkpoints/job-3/chk-11"));
        complete("flink/savepoints/by-hand", 12, 400);

        StateFolders states = new StateFolders(home);
        assertThat(states.used()).isTrue();
        assertThat(states.found())
                .containsExactly(
                        new KeptState(newest, 10, Instant.ofEpochSecond(100), false, null),
                        new KeptState(older, 9, Instant.ofEpochSecond(300), false, null));
    }

    @Test
    void aSavepointIsNewerOrOlderThanACheckpointByItsNumber() throws Exception {
        Path before = complete("flink/checkpoints/job-1/chk-9", 9, 300);
        Path stopped = complete("flink/stopped/savepoint-1", 10, 200);
        Path after = complete("flink/checkpoints/job-2/chk-11", 11, 100);

        assertThat(kept()).containsExactly(after, stopped, before);
        assertThat(new StateFolders(home).found())
                .extracting(KeptState::cleanStop)
                .containsExactly(false, true, false);
    }

    @Test
    void whatIsDamagedSaysSoAndKeepsItsPlace() throws Exception {
        complete("flink/checkpoints/job-1/chk-9", 9, 300);
        Path damaged = complete("flink/checkpoints/job-1/chk-10", 10, 200);
        Path stopped = complete("flink/stopped/savepoint-1", 11, 100);
        for (Path state : List.of(damaged, stopped)) {
            Files.write(state.resolve("_metadata"), new byte[] {1, 2, 3});
        }

        assertThat(kept().subList(0, 2)).containsExactly(stopped, damaged);
        List<KeptState> found = new StateFolders(home).found();
        assertThat(found.get(0).damage()).contains("savepoint-1", "_metadata is damaged");
        assertThat(found.get(2).damage()).isNull();
    }

    /** A length that is more than there is memory ends the JVM that reads it, which must not happen at each start. */
    @Test
    void whatEndedAProcessIsNotReadAgain() throws Exception {
        Path state = complete("flink/checkpoints/job-1/chk-9", 9, 300);
        assertThat(new StateFolders(home).found().get(0).damage()).isNull();
        assertThat(state).as("nothing of ours is left in it").isDirectoryNotContaining("glob:**/.being-read");

        Files.createFile(state.resolve(".being-read"));
        assertThat(new StateFolders(home).found().get(0).damage()).contains("ended over it");
    }

    @Test
    void allButThoseThatAreStillNeededAreDeleted() throws Exception {
        Path oldest = complete("flink/checkpoints/job-1/chk-8", 8, 600);
        Path older = complete("flink/checkpoints/job-1/chk-9", 9, 300);
        Path newest = complete("flink/checkpoints/job-1/chk-10", 10, 100);
        Path shared = Files.createDirectories(path.resolve("flink/checkpoints/job-1/shared"));
        Path begun = Files.createDirectories(path.resolve("flink/checkpoints/job-2/chk-11"));
        Path byHand = complete("flink/savepoints/by-hand", 12, 400);

        StateFolders states = new StateFolders(home);
        Path ofTheNewJob = complete("flink/checkpoints/job-4/chk-11", 11, 500);
        states.deleteAllBut(states.found().subList(1, 3));

        assertThat(ofTheNewJob).exists();
        assertThat(newest).exists();
        assertThat(shared).exists();
        assertThat(byHand).exists();
        assertThat(older).exists();
        assertThat(oldest).doesNotExist();
        assertThat(begun).doesNotExist();
        states.deleteAllBut(List.of());
        assertThat(kept()).containsExactly(ofTheNewJob);
    }

    @Test
    void whatIsSetAsideIsNoLongerFound() throws Exception {
        Path older = complete("flink/checkpoints/job-1/chk-9", 9, 300);
        complete("flink/checkpoints/job-1/chk-10", 10, 100);

        StateFolders states = new StateFolders(home);
        Path aside = states.setAside(states.found().get(0));

        assertThat(aside.resolve("_metadata")).exists();
        assertThat(aside).startsWith(path.resolve("flink/refused"));
        assertThat(kept()).containsExactly(older);
    }

    private List<Path> kept() {
        return new StateFolders(home).found().stream().map(KeptState::folder).toList();
    }

    private Path complete(String name, long number, long atSecond) throws IOException {
        Path folder = Files.createDirectories(path.resolve(name));
        Path metadata = folder.resolve("_metadata");
        try (OutputStream out = Files.newOutputStream(metadata)) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(
                            number,
                            List.of(),
                            List.of(),
                            name.contains("chk-")
                                    ? CheckpointProperties.forCheckpoint(
                                            CheckpointRetentionPolicy.RETAIN_ON_CANCELLATION)
                                    : CheckpointProperties.forSavepoint(false, SavepointFormatType.CANONICAL)),
                    out);
        }
        Files.setLastModifiedTime(metadata, FileTime.from(Instant.ofEpochSecond(atSecond)));
        return folder;
    }
}
