package io.zerostream.gateway.internal.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of the past.
 *
 * @param source null = all sources of the set
 * @param span of what
 * @param classes how many of the most frequent by name, at least 1
 * @param points steps at most, at least 1
 * @param baseline what to compare with; null = nothing
 */
public record Question(
        String classSet,
        @Nullable String source,
        Span span,
        int classes,
        int points,
        @Nullable Span baseline) {

    /**
     * A stretch of time.
     *
     * @param from before {@code to}
     * @param to exclusive
     */
    public record Span(Instant from, Instant to) {}
}
