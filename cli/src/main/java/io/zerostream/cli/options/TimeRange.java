package io.zerostream.cli.options;

import java.time.Instant;
import picocli.CommandLine.Option;

/** A range of times; what counts in it, and by which time, the command says. */
public final class TimeRange {
    @Option(
            names = "--from",
            required = true,
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "This time and later: 2026-11-21T10:00Z, 2026-11-21T10:00 (local) or now-90m.")
    private Instant from;

    @Option(
            names = "--to",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            defaultValue = "now",
            description = "Before this time (default: ${DEFAULT-VALUE}).")
    private Instant to;

    /** The range begins with it. */
    public Instant from() {
        return from;
    }

    /** The range ends before it. */
    public Instant to() {
        return to;
    }
}
