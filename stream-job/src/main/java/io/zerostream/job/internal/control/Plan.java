package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;

/**
 * What the registry wants served: a deployment and the version it names. Immutable.
 *
 * @param deployment the deployment
 * @param version the model version it names
 */
public record Plan(Deployment deployment, ModelVersion version) {
    /** Name and version, for people and as identity of the weights together with their hash. */
    public String modelId() {
        return version.getName() + ' ' + version.getVersion();
    }
}
