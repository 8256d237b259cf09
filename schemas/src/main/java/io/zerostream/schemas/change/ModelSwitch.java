package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.RegistryWriter.Written;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes published versions, checked against what both registries have. */
public final class ModelSwitch {
    private final RegistryEditor editor;

    /** @param editor who changes */
    public ModelSwitch(RegistryEditor editor) {
        this.editor = editor;
    }

    /**
     * Removes the record of a version. Its weights stay on model-chunks, or where its URI says, and so do class sets.
     *
     * @return the version that was removed, and how far model-registry must be read to know it
     * @throws ChangeRefusedException when it is not published, a deployment has it (active, canary or shadow), or it is the
     *     last of a space that has class sets
     * @throws io.zerostream.schemas.registry.RegistryWriteException when it could not be written
     */
    public Written<ModelVersion> remove(String model, String version) {
        return editor.models(
                () -> removed(ModelFold.read(editor.kafka()), ClassFold.read(editor.kafka()), model, version));
    }

    static Planned<ModelRegistryRecord, ModelVersion> removed(
            ModelFold models, ClassFold classes, String model, String version) {
        ModelVersion removed = new NextDeployment(models, classes, "", Instant.EPOCH).version(model, version);
        List<String> sets = classes.setNames().stream()
                .map(classes::set)
                .flatMap(Optional::stream)
                .filter(set -> set.getSpace().equals(removed.getSpace()))
                .map(ClassSet::getName)
                .toList();
        boolean others = models.versions().values().stream()
                .anyMatch(other -> !other.equals(removed) && other.getSpace().equals(removed.getSpace()));
        String key = RegistryKeys.modelVersion(model, version);
        models.deployments().values().stream()
                .filter(deployment -> ModelFold.has(deployment, key))
                .findFirst()
                .ifPresent(deployment -> {
                    throw new ChangeRefusedException("deployment '" + deployment.getName() + "' has model "
                            + SafeText.of(NextDeployment.id(removed))
                            + ", as active version, canary or shadow: let it have another one first");
                });
        if (!sets.isEmpty() && !others) {
            throw new ChangeRefusedException("model " + SafeText.of(NextDeployment.id(removed))
                    + " is the last one published of space '" + SafeText.of(removed.getSpace())
                    + "', and the class sets "
                    + NextDeployment.some(sets) + " are of it: remove these first (zerostream sets remove SET)");
        }
        RegistryEditor.requireTaken(models.apply(key, null).refusal());
        Map<String, @Nullable ModelRegistryRecord> records = new LinkedHashMap<>();
        records.put(key, null);
        return new Planned<>(records, removed);
    }
}
