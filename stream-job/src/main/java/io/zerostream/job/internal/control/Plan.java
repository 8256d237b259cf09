package io.zerostream.job.internal.control;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
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

    /**
     * The plan of a deployment.
     *
     * @param published finds a version of the deployment's model by name
     * @return empty while one of its versions is not published
     */
    static Optional<Plan> of(Deployment deployment, Function<String, Optional<ModelVersion>> published) {
        if (names(deployment).anyMatch(name -> published.apply(name).isEmpty())) {
            return Optional.empty();
        }
        return published
                .apply(deployment.getVersion())
                .map(version -> new Plan(
                        deployment,
                        version,
                        beside(deployment, canary(deployment), published),
                        beside(deployment, deployment.getShadowVersion(), published)));
    }

    /** The versions that a deployment names, what serves first. */
    static Stream<String> names(Deployment deployment) {
        return Stream.of(deployment.getVersion(), canary(deployment), deployment.getShadowVersion())
                .filter(Objects::nonNull)
                .distinct();
    }

    /** A canary that gets no picture is none. */
    private static @Nullable String canary(Deployment deployment) {
        return deployment.getCanaryShare() > 0 ? deployment.getCanaryVersion() : null;
    }

    /** A second version, unless it is the one that serves anyway. */
    private static @Nullable ModelVersion beside(
            Deployment deployment, @Nullable String name, Function<String, Optional<ModelVersion>> published) {
        return name == null || name.equals(deployment.getVersion())
                ? null
                : published.apply(name).orElse(null);
    }

    /**
     * Tells plans apart that differ in what they serve: the revision, the models, the names of class sets, the shares.
     * Not in where the weights are. Short, whatever the deployment says.
     */
    public String identity() {
        StringBuilder served = new StringBuilder();
        versions().forEach(version -> served.append(ModelContent.of(version)).append('/'));
        served.append(canary == null ? 0 : deployment.getCanaryShare())
                .append(canary == null)
                .append(shadow == null)
                .append('/')
                .append(deployment.getDefaultClassSet())
                .append(new TreeMap<>(deployment.getSourceClassSets()));
        return deployment.getName()
                + '@'
                + deployment.getRevision()
                + '/'
                + Checkpoint.sha256(served.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Name and version of what serves, for people. */
    public String modelId() {
        return id(version);
    }

    /** Name and version, for people. */
    public static String id(ModelVersion version) {
        return id(version.getName(), version.getVersion());
    }

    /** The same of a version that need not be there. */
    public static String id(String name, String version) {
        return name + ' ' + version;
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
