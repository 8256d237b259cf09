package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.models.SharedModel;
import io.zerostream.schemas.avro.ModelVersion;

/**
 * A version and its open model. Immutable; whoever uses it holds a share of the model.
 *
 * @param model the model
 * @param version the registry's record of it
 */
public record Served(SharedModel model, ModelVersion version) {
    /** Name and version, for people. */
    public String id() {
        return Plan.id(version);
    }
}
