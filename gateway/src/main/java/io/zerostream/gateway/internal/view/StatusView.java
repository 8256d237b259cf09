package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How things stand.
 *
 * @param status "ok", or "degraded" when {@code problems} is not empty
 * @param problems what is wrong, for people
 * @param defaultSet class set of requests that name none
 * @param deployment which model version serves; null when none is deployed
 * @param sets class sets with their revisions, the first hundred by name
 * @param setCount how many sets there are
 * @param consoles listeners of the event stream
 */
public record StatusView(
        String status,
        List<String> problems,
        String startedAt,
        String defaultSet,
        @Nullable DeploymentSummary deployment,
        List<SetSummary> sets,
        int setCount,
        StatsView.Totals counters,
        int consoles) {

    /** A class set in one line; {@code missing} counts members whose prototype has not arrived. */
    public record SetSummary(String name, String space, long revision, int classes, int missing) {
        /** The set as the registry has it. */
        public static SetSummary of(ClassSet set, int missing) {
            return new SetSummary(
                    set.getName(),
                    set.getSpace(),
                    set.getRevision(),
                    set.getMembers().size(),
                    missing);
        }
    }

    /** A deployment in one line; {@code sources} counts the sources and aliases that have a class set of their own. */
    public record DeploymentSummary(
            String name,
            long revision,
            String model,
            String version,
            String defaultClassSet,
            int sources,
            @Nullable String shadowVersion,
            @Nullable String canaryVersion,
            float canaryShare) {
        /** The deployment as the registry has it. */
        public static DeploymentSummary of(Deployment d) {
            return new DeploymentSummary(
                    d.getName(),
                    d.getRevision(),
                    d.getModel(),
                    d.getVersion(),
                    d.getDefaultClassSet(),
                    d.getSourceClassSets().size(),
                    d.getShadowVersion(),
                    d.getCanaryVersion(),
                    d.getCanaryShare());
        }
    }
}
