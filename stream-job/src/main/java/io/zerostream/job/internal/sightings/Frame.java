package io.zerostream.job.internal.sightings;

import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;

/**
 * What sightings need of a label.
 *
 * @param eventId of its picture
 * @param className best class; empty = UNKNOWN
 * @param score of that class
 * @param revision of the class set
 * @param model that labelled it
 * @param version of that model
 */
public record Frame(String eventId, String className, float score, long revision, String model, String version) {
    /** What is said by a label. */
    public static Frame of(ZeroShotLabel label) {
        boolean said = label.getOutcome() == Outcome.LABELLED && !label.getTop().isEmpty();
        ScoredClass best = said ? label.getTop().get(0) : new ScoredClass("", 0f, false);
        return new Frame(
                label.getEventId(),
                best.getName(),
                best.getScore(),
                label.getClassSetRevision(),
                label.getModel(),
                label.getModelVersion());
    }
}
