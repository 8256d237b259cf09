package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.ClassSet;
import java.util.List;

/**
 * A class set as callers see it.
 *
 * @param calibration what γ is subtracted from: SOFTMAX or LOGITS
 * @param missing members whose prototype has not arrived; until all have, the set's former revision serves
 */
public record SetView(
        String name,
        String space,
        long revision,
        List<String> members,
        float gamma,
        String calibration,
        float unknownThreshold,
        int topK,
        String changedAt,
        String author,
        List<String> missing) {

    /** The set as the registry has it. */
    public static SetView of(ClassSet s, List<String> missing) {
        return new SetView(
                s.getName(),
                s.getSpace(),
                s.getRevision(),
                s.getMembers(),
                s.getGamma(),
                s.getCalibration().name(),
                s.getUnknownThreshold(),
                s.getTopK(),
                s.getChangedAt().toString(),
                s.getAuthor(),
                missing);
    }
}
