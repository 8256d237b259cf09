package io.zerostream.platform.config;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job of an earlier run, from which the next one can go on.
 *
 * @param folder where it is; {@link FlinkPaths} says it to Flink
 * @param number the checkpoint's, which grows from job to job as each goes on from the one before; a savepoint has one too
 * @param completedAt when it was complete, by the clock of then: for people, and not to tell which is newer
 * @param cleanStop whether it is a savepoint: then the job ended with it, and left nothing open in Kafka
 * @param damage why it cannot be gone on from, as far as its files tell; null when they are whole
 */
public record KeptState(
        Path folder,
        long number,
        Instant completedAt,
        boolean cleanStop,
        @Nullable String damage) {}
