package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How things stand.
 *
 * @param status "ok", or "degraded" when {@code problems} is not empty
 * @param problems what is wrong, for people
 * @param defaultSet class set of requests that name none
 * @param deployment which model version serves; null when none is deployed
 * @param sets class sets with their revisions
 * @param consoles listeners of the event stream
 */
public record StatusView(
        String status,
        List<String> problems,
        String startedAt,
        String defaultSet,
        @Nullable DeploymentView deployment,
        List<SetSummary> sets,
        StatsView.Totals counters,
        int consoles) {

    /** A class set in one line; {@code missing} as in {@link SetView}. */
    public record SetSummary(String name, String space, long revision, int classes, List<String> missing) {}
}
