package io.zerostream.trainer.publish;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ModelFold;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether γ and threshold of a class set that is there are to stay when a model is published with it. */
final class Scoring {
    private final ModelFold models;
    private final @Nullable String deployment;

    /**
     * Asks the registry as it is.
     *
     * @param deployment that is to use the model; null = none
     */
    Scoring(ModelFold models, @Nullable String deployment) {
        this.models = models;
        this.deployment = deployment;
    }

    /**
     * They stay where the set serves and goes on serving with another model, and where they are nobody's recommendation:
     * then somebody chose them.
     */
    boolean stays(ClassSet set) {
        List<String> users = models.deployments().values().stream()
                .filter(user -> ModelFold.uses(user, set.getName()))
                .map(user -> user.getName())
                .toList();
        boolean others = users.stream().anyMatch(user -> !user.equals(deployment));
        return others || models.versions().values().stream().noneMatch(version -> isOf(version, set));
    }

    private static boolean isOf(ModelVersion version, ClassSet set) {
        return version.getSpace().equals(set.getSpace())
                && manifest(version)
                        .filter(model -> model.unknownThreshold() == set.getUnknownThreshold()
                                && model.penalty().equals(MergedSet.penalty(set)))
                        .isPresent();
    }

    /** Empty where others wrote something else into the record: it recommends nothing. */
    private static Optional<Manifest> manifest(ModelVersion version) {
        try {
            return Optional.of(Manifest.fromJson(version.getManifest()));
        } catch (ModelException e) {
            return Optional.empty();
        }
    }
}
