package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ModelFold;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whose γ and threshold a class set has: those of a model, which follow the one that serves, or those that somebody chose,
 * which stay.
 */
public final class ScoringRule {
    private final ModelFold models;
    private final Function<ModelVersion, Optional<SetScoring>> recommends;

    /**
     * @param models the registry as it is
     * @param recommends what a version recommends; empty where its manifest cannot be read
     */
    public ScoringRule(ModelFold models, Function<ModelVersion, Optional<SetScoring>> recommends) {
        this.models = models;
        this.recommends = recommends;
    }

    /** Whether no published version of its space recommends what the set has. */
    public boolean isChosen(ClassSet set) {
        Optional<SetScoring> has = Optional.of(SetScoring.of(set));
        return models.versions().values().stream()
                .noneMatch(version -> version.getSpace().equals(set.getSpace())
                        && recommends.apply(version).equals(has));
    }

    /**
     * What the version recommends that pictures of a space are matched by; of several deployments the first one's by name.
     * Empty = no deployment has a version of the space, or its manifest cannot be read.
     */
    public Optional<SetScoring> serving(String space) {
        return models.deployments().values().stream()
                .filter(deployment -> isOf(deployment, space))
                .min(Comparator.comparing(Deployment::getName))
                .flatMap(this::active)
                .flatMap(recommends);
    }

    /**
     * Whether another deployment's pictures are matched against it with a model that does not recommend the same: it uses
     * the set, or nobody does and its model is of the set's space, so that its pictures may ask for it.
     */
    boolean servesOthers(ClassSet set, String deployment, SetScoring wanted) {
        List<Deployment> users = models.deployments().values().stream()
                .filter(user -> ModelFold.uses(user, set.getName()))
                .toList();
        return (users.isEmpty() ? models.deployments().values() : users)
                .stream()
                        .filter(other -> !other.getName().equals(deployment) && isOf(other, set.getSpace()))
                        .anyMatch(other -> !active(other).flatMap(recommends).equals(Optional.of(wanted)));
    }

    private boolean isOf(Deployment deployment, String space) {
        return active(deployment)
                .filter(version -> version.getSpace().equals(space))
                .isPresent();
    }

    /** The version that a deployment wants active; empty where it is not published. */
    Optional<ModelVersion> active(Deployment deployment) {
        return Optional.ofNullable(
                models.versions().get(RegistryKeys.modelVersion(deployment.getModel(), deployment.getVersion())));
    }
}
