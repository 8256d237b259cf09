package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ModelFold;
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

    /** Whether a deployment has the set as its default or for a source or alias. */
    public boolean isUsed(ClassSet set) {
        return models.userOf(set.getName()).isPresent();
    }

    /**
     * Whether another deployment's pictures are matched against it: it uses the set, or nobody does and its model is of the
     * set's space, so that its pictures may ask for it.
     */
    boolean servesOthers(ClassSet set, String deployment) {
        List<Deployment> users = models.deployments().values().stream()
                .filter(user -> ModelFold.uses(user, set.getName()))
                .toList();
        return users.isEmpty()
                ? models.deployments().values().stream()
                        .anyMatch(other -> !other.getName().equals(deployment) && isOf(other, set.getSpace()))
                : users.stream().anyMatch(user -> !user.getName().equals(deployment));
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
