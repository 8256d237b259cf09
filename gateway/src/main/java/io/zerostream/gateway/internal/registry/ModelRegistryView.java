package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ModelFold;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model registry as its topic says it is, by the same rules as in the job: which versions are published, which one
 * serves. What is refused is told in the log. Thread-safe; the records it gives out are shared and must not be changed.
 */
public final class ModelRegistryView {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistryView.class);

    private ModelFold fold = new ModelFold();

    /**
     * Takes in one record of the topic, unless it is refused.
     *
     * @param key as in {@link RegistryKeys}
     * @param value null for a tombstone
     */
    public synchronized void apply(@Nullable String key, @Nullable ModelRegistryRecord value) {
        ModelFold.Outcome outcome = fold.apply(key == null ? "" : key, value);
        if (outcome.refusal() != null) {
            LOG.warn("{}", outcome.refusal().message());
        }
    }

    /** Forgets everything: what comes from now on is another topic, from its beginning. */
    public synchronized void forget() {
        fold = new ModelFold();
    }

    /** All published versions, by name and version. */
    public synchronized List<ModelVersion> versions() {
        return List.copyOf(fold.versions().values());
    }

    /** One version. */
    public synchronized Optional<ModelVersion> version(String model, String version) {
        return model.isEmpty() || version.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(fold.versions().get(RegistryKeys.modelVersion(model, version)));
    }

    /** Versions that a deployment names and that are not published; the job waits for them. */
    public synchronized List<String> unpublished(Deployment deployment) {
        return Stream.of(deployment.getVersion(), deployment.getCanaryVersion(), deployment.getShadowVersion())
                .filter(Objects::nonNull)
                .filter(version -> version(deployment.getModel(), version).isEmpty())
                .distinct()
                .toList();
    }

    /** All deployments, by name. */
    public synchronized List<Deployment> deployments() {
        return List.copyOf(fold.deployments().values());
    }

    /** One deployment. */
    public synchronized Optional<Deployment> deployment(String name) {
        return Optional.ofNullable(fold.deployments().get(RegistryKeys.deployment(name)));
    }

    /** Whether a deployment uses a class set, as its default or for a source or alias. */
    public synchronized boolean uses(String classSet) {
        return fold.userOf(classSet).isPresent();
    }
}
