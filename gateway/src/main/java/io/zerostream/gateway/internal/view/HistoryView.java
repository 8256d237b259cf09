package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels over time, step by step; all lists but those of classes and marks have an element for each step. Instants are
 * ISO-8601, UTC.
 *
 * @param complete false while the gateway still reads the topics: there may be more
 * @param keptApart false when the set or the source came after {@code history.series} others: its labels, if there are any,
 *     are counted with those of others, and not here
 * @param sourceId null = all sources of the set
 * @param from beginning of the first step
 * @param to end of the last step, exclusive
 * @param stepMs length of a step, milliseconds
 * @param keptSince beginning of the oldest hour that is known of any set; null = none is
 * @param totals all steps together
 * @param classes the most frequent of the stretch, most frequent first
 * @param windows how many of the job's windows are in a step
 * @param labels unknown ones included
 * @param unknown labels with outcome UNKNOWN
 * @param other labels of all classes that are not among {@code classes}
 * @param meanMargin mean over labels; null where there are none
 * @param entropy mean over labels of that of their window, bits
 * @param psi mean over labels of that of their window against its reference; null where none was compared
 * @param jensenShannon the same, bits
 * @param alarms windows that raised the alarm
 * @param marks swaps in the stretch, the newest, in order
 * @param moreMarks swaps that are left out
 * @param baseline another stretch to compare with; null when none was asked for
 */
public record HistoryView(
        boolean complete,
        boolean keptApart,
        String classSet,
        @Nullable String sourceId,
        String from,
        String to,
        long stepMs,
        @Nullable String keptSince,
        Totals totals,
        List<ClassHistory> classes,
        List<Long> windows,
        List<Long> labels,
        List<Long> unknown,
        List<Long> other,
        List<@Nullable Double> meanMargin,
        List<@Nullable Double> entropy,
        List<@Nullable Double> psi,
        List<@Nullable Double> jensenShannon,
        List<Long> alarms,
        List<MarkView> marks,
        int moreMarks,
        @Nullable BaselineView baseline) {

    /**
     * All steps together.
     *
     * @param other labels of classes that are not listed
     */
    public record Totals(long windows, long labels, long unknown, long other, long alarms) {}

    /**
     * One class.
     *
     * @param labels of the stretch
     * @param counts of each step
     */
    public record ClassHistory(String name, long labels, List<Long> counts) {}

    /**
     * Another stretch of the same set and source.
     *
     * @param from as far as it was widened to whole steps
     * @param classes labels of the classes that are listed, in their order
     * @param psi population stability index of the whole stretch against this one, natural logarithm; null where one of
     *     them has no labels
     * @param jensenShannon divergence of both, bits
     * @param psiOfSteps the same for each step
     * @param jensenShannonOfSteps the same for each step
     */
    public record BaselineView(
            String from,
            String to,
            Totals totals,
            List<Long> classes,
            @Nullable Double psi,
            @Nullable Double jensenShannon,
            List<@Nullable Double> psiOfSteps,
            List<@Nullable Double> jensenShannonOfSteps) {}
}
