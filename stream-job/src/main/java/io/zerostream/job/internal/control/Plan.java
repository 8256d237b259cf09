package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the registry wants served: a deployment and the versions it names. It is followed whole or not at all. Immutable.
 *
 * @param deployment the deployment
 * @param version the version that serves
 * @param canary the version that serves {@code canary_share} of the pictures; null = none
 * @param shadow the version whose labels go to nobody but {@code labels-shadow}; null = none
 */
public record Plan(
        Deployment deployment,
        ModelVersion version,
        @Nullable ModelVersion canary,
        @Nullable ModelVersion shadow) {

    /** Name and version of what serves, for people. */
    public String modelId() {
        return id(version);
    }

    /** Name and version, for people. */
    public static String id(ModelVersion version) {
        return version.getName() + ' ' + version.getVersion();
    }

    /** All that must be open before the plan can be followed, what serves first. */
    public List<ModelVersion> versions() {
        List<ModelVersion> versions = new ArrayList<>(List.of(version));
        if (canary != null) {
            versions.add(canary);
        }
        if (shadow != null) {
            versions.add(shadow);
        }
        return versions;
    }
}
