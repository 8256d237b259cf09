package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How things stand.
 *
 * @param status "degraded" when {@code problems} is not empty; else "ok" when the job has said what it serves, and that is
 *     the deployment as the registry has it; else "waiting"
 * @param problems what is wrong, for people
 * @param defaultSet class set of requests that name none
 * @param deployment which model version is wanted; null when none is deployed
 * @param serving which one serves; null when the job has not said, or says that none does
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
        @Nullable ServingView serving,
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

    /** What to call it: see {@code status}. */
    public static String word(
            List<String> problems, @Nullable DeploymentSummary deployment, @Nullable ServingView serving) {
        if (!problems.isEmpty()) {
            return "degraded";
        }
        boolean serves = deployment != null
                && serving != null
                && serving.is(deployment.model(), deployment.version())
                && (serving.revision() == 0 || serving.revision() == deployment.revision());
        return serves ? "ok" : "waiting";
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
