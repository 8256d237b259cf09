package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is a history of.
 *
 * @param complete false while the gateway still reads the topics
 * @param keptSince beginning of the oldest hour that is known, ISO-8601; null = none is
 * @param series class sets and their sources, by name
 */
public record HistorySourcesView(boolean complete, @Nullable String keptSince, List<SeriesView> series) {

    /**
     * Labels that are counted together.
     *
     * @param classSet null = sets beyond those that the gateway keeps apart
     * @param sourceId null = sources beyond those that it keeps apart
     * @param from beginning of the first hour in which there are labels
     * @param to end of the last one
     */
    public record SeriesView(
            @Nullable String classSet, @Nullable String sourceId, long labels, String from, String to) {}
}
