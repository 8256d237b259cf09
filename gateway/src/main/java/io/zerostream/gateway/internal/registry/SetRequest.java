package io.zerostream.gateway.internal.registry;

import io.zerostream.model.matching.Calibration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish to create or edit a class set, as a caller states it; nothing is checked yet. What is null stays as it is, or
 * takes its default in a new set.
 *
 * @param space semantic space; needed for a new set when there is more than one
 * @param members class names; needed for a new set
 * @param gamma seen-class penalty, in the range of its calibration
 * @param calibration what γ is subtracted from; another one than the set has needs a γ as well
 * @param unknownThreshold least cosine for a label, in [-1,1]
 * @param scoringOf NAME/VERSION of a model whose γ and threshold to take; those that are named beside it count
 * @param topK classes a label lists, at least 1
 * @param expectedRevision refuse unless the set is at this revision; 0 = unless it is new
 * @param author who asks
 */
public record SetRequest(
        @Nullable String space,
        @Nullable List<@Nullable String> members,
        @Nullable Double gamma,
        @Nullable Calibration calibration,
        @Nullable Double unknownThreshold,
        @Nullable String scoringOf,
        @Nullable Integer topK,
        @Nullable Long expectedRevision,
        @Nullable String author) {

    /** The same of another author. */
    public SetRequest by(@Nullable String who) {
        return new SetRequest(
                space, members, gamma, calibration, unknownThreshold, scoringOf, topK, expectedRevision, who);
    }
}
