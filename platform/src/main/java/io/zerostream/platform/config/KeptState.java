package io.zerostream.platform.config;

import java.net.URI;
import java.time.Instant;

/**
 * The state of a job of an earlier run, from which the next one can go on.
 *
 * @param address where Flink finds it
 * @param completedAt when it was complete
 * @param cleanStop whether it is a savepoint: then the job ended with it, and left nothing open in Kafka
 */
public record KeptState(URI address, Instant completedAt, boolean cleanStop) {}
