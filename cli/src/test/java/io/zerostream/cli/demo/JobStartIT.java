package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.cli.client.UserException;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a job goes on from, by the real Flink. The job is a small one. */
@Timeout(300)
class JobStartIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** Under a name that no URI has as it is. */
    private Path home;

    @BeforeEach
    void makeHome(@TempDir Path folder) throws IOException {
        home = Files.createDirectory(folder.resolve("a home%41"));
    }

    private final List<String> told = new ArrayList<>();

    @Test
    void aStateIsGivenUpForAFaultOfItsOwnOnly() throws Exception {
        Path kept = stopped(env -> {});
        assertThat(told).isEmpty();

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            assertThatThrownBy(() -> start(
                            platform,
                            env -> env.configure(
                                    new Configuration().set(StateBackendOptions.STATE_BACKEND, "nonsense"))))
                    .as("not the state's fault")
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("Flink refused the job")
                    .hasMessageContaining("is kept in " + kept);
            assertThat(told).isEmpty();
            assertThat(kept).exists();

            start(platform, env -> env.setMaxParallelism(64));
            assertThat(told).hasSize(2);
            assertThat(told.get(0)).contains("cannot go on from its savepoint", "flink/refused", "the log says why");
            assertThat(told.get(1)).contains("without its state: there is no other");
            assertThat(kept).doesNotExist();
            assertThat(home.resolve("flink/refused")).isDirectoryRecursivelyContaining("glob:**/_metadata");
        }
    }

    @Test
    void ofADamagedStateItGoesOnFromTheOneBefore() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            start(platform, env -> {});
            await().atMost(LONG).until(() -> checkpoints().size() >= 2);
        }
        List<Path> kept = checkpoints();
        assertThat(kept).hasSize(2);
        Files.write(kept.get(1).resolve("_metadata"), new byte[] {1});

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            start(platform, env -> {});
            assertThat(told).hasSize(2);
            assertThat(told.get(0)).contains("_metadata is damaged", "flink/refused");
            assertThat(told.get(1)).contains("goes on from its last checkpoint", "an older one", "come twice");
            assertThat(kept.get(1)).doesNotExist();
        }
    }

    @Test
    void anOldCheckpointDoesNotStayBehindASavepoint() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            start(platform, env -> {});
            await().atMost(LONG).until(() -> checkpoints().size() >= 2);
        }
        Path old = checkpoints().get(0);
        stopped(env -> {});
        assertThat(old).as("until the start after the kill has stopped").exists();

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            start(platform, env -> {});
            assertThat(told).last().asString().contains("goes on from its savepoint");
        }
        assertThat(old).doesNotExist();
    }

    @Test
    void anOperatorThatIsNoMoreKeepsNobodyFromGoingOn() throws Exception {
        stopped(env -> env.fromSequence(1, Long.MAX_VALUE).uid("gone").sinkTo(new DiscardingSink<>()));

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            start(platform, env -> {});
            assertThat(told).singleElement().asString().contains("goes on from its savepoint");
        }
    }

    /** Runs a job and stops it. @return what it left */
    private Path stopped(Consumer<StreamExecutionEnvironment> change) throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            JobClient job = start(platform, change);
            await().atMost(LONG).until(() -> !checkpoints().isEmpty());
            String savepoint = job.stopWithSavepoint(false, platform.stopFolder(), SavepointFormatType.CANONICAL)
                    .get();
            return Path.of(new org.apache.flink.core.fs.Path(savepoint).getPath());
        }
    }

    private JobClient start(EmbeddedPlatform platform, Consumer<StreamExecutionEnvironment> change) {
        return new JobStart(
                        platform,
                        () -> {
                            StreamExecutionEnvironment env = platform.flinkEnvironment();
                            env.getCheckpointConfig()
                                    .setExternalizedCheckpointRetention(
                                            ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
                            env.enableCheckpointing(100);
                            env.setMaxParallelism(128);
                            env.fromSequence(1, Long.MAX_VALUE).uid("numbers").sinkTo(new DiscardingSink<>());
                            change.accept(env);
                            return env;
                        },
                        Duration.ofMinutes(10),
                        told::add)
                .start();
    }

    /** Those that are complete, the newest last. */
    private List<Path> checkpoints() throws IOException {
        try (Stream<Path> files =
                Files.find(home.resolve("flink/checkpoints"), 3, (file, attributes) -> file.endsWith("_metadata"))) {
            return files.map(file -> Objects.requireNonNull(file.getParent()))
                    .sorted(Comparator.comparingLong(folder ->
                            Long.parseLong(folder.getFileName().toString().substring("chk-".length()))))
                    .toList();
        } catch (UncheckedIOException e) {
            // one that was deleted while we looked
            return List.of();
        }
    }
}
