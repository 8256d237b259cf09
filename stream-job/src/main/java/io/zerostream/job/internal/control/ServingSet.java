package io.zerostream.job.internal.control;

import io.zerostream.model.matching.ClassScorer;
import io.zerostream.schemas.avro.ClassSet;

/**
 * A class set whose prototypes are all there. Immutable.
 *
 * @param record the registry's record
 * @param scorer built from the prototypes as they were when the revision was complete
 */
public record ServingSet(ClassSet record, ClassScorer scorer) {
    /** Name of the set. */
    public String name() {
        return record.getName();
    }

    /** Its revision. */
    public long revision() {
        return record.getRevision();
    }

    /** Name of the semantic space. */
    public String space() {
        return record.getSpace();
    }
}
