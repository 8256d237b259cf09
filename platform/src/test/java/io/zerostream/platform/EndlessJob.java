package io.zerostream.platform;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A small job that runs until it is ended. */
final class EndlessJob {
    private EndlessJob() {}

    /** Returns when it has completed a checkpoint. */
    static JobClient start(EmbeddedPlatform platform, Path home) throws Exception {
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        env.enableCheckpointing(100);
        env.fromSequence(1, Long.MAX_VALUE).sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync("endless");
        await().atMost(Duration.ofSeconds(60)).until(() -> !checkpoints(home).isEmpty());
        return job;
    }

    /** Completed checkpoints under the home. */
    static List<Path> checkpoints(Path home) {
        try (Stream<Path> files =
                Files.find(home.resolve("flink/checkpoints"), 3, (file, attributes) -> file.endsWith("_metadata"))) {
            return files.toList();
        } catch (IOException | UncheckedIOException e) {
            // a checkpoint that was deleted while we looked
            return List.of();
        }
    }
}
