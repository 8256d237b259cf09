package io.zerostream.trainer.publish;

import io.zerostream.schemas.change.Rescored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was published.
 *
 * @param model name of the model
 * @param version its version
 * @param chunks records its tensors take
 * @param classSet what became of the class set
 * @param deploymentRevision revision of the deployment, or 0 when it was left alone
 * @param activation what else the deployment has now; null when it was left alone
 */
public record Publication(
        String model,
        String version,
        int chunks,
        PublishedSet classSet,
        long deploymentRevision,
        @Nullable Activation activation) {

    /**
     * A class set.
     *
     * @param name of the set
     * @param revision it has now
     * @param classes how many it has
     * @param kept those that it had before, and that were not among the ones to publish
     * @param values those among the ones to publish whose values people gave, which stay
     * @param others sets that have classes whose values changed, and a new revision for it
     * @param scoringStays whether its γ and threshold were not touched by publishing: it serves with them, or somebody
     *     chose them
     */
    public record PublishedSet(
            String name,
            long revision,
            int classes,
            List<String> kept,
            List<String> values,
            List<String> others,
            boolean scoringStays) {}

    /**
     * What a deployment has now.
     *
     * @param defaultSet class set of pictures that name none
     * @param former the one it had before; null when there was no deployment
     * @param scoring what became of γ and threshold of the class sets that it serves
     */
    public record Activation(String defaultSet, @Nullable String former, Rescored scoring) {}
}
