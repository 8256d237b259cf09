package io.zerostream.cli.demo;

import io.zerostream.platform.config.PlatformPorts;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is asked to do.
 *
 * @param home folder for everything it writes
 * @param folder pictures to stream; null for views of flags
 * @param rate pictures a second, above 0
 * @param port of the gateway; 0 for a free one
 * @param ports of Kafka, the schema registry and Flink
 * @param train whether to train the network first
 * @param fresh whether to forget what earlier demos left
 * @param headless whether to add a class half way, account for every picture and stop
 * @param duration how long to stream; null for until the process is ended
 * @param report where to write the account; null for nowhere
 */
public record DemoOptions(
        Path home,
        @Nullable Path folder,
        double rate,
        int port,
        PlatformPorts ports,
        boolean train,
        boolean fresh,
        boolean headless,
        @Nullable Duration duration,
        @Nullable Path report) {}
