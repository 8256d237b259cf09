package io.zerostream.trainer.publish;

import java.util.List;

/**
 * What was published.
 *
 * @param model name of the model
 * @param version its version
 * @param chunks records its tensors take
 * @param classSet what became of the class set
 * @param deploymentRevision revision of the deployment, or 0 when it was left alone
 */
public record Publication(String model, String version, int chunks, PublishedSet classSet, long deploymentRevision) {

    /**
     * A class set.
     *
     * @param name of the set
     * @param revision it has now
     * @param classes how many it has
     * @param kept those that it had before, and that were not among the ones to publish
     * @param values those among the ones to publish whose values people gave, which stay
     * @param others sets that have classes whose values changed, and a new revision for it
     * @param scoringStays whether its γ and threshold stay: another deployment uses them, or somebody chose them
     */
    public record PublishedSet(
            String name,
            long revision,
            int classes,
            List<String> kept,
            List<String> values,
            List<String> others,
            boolean scoringStays) {}
}
