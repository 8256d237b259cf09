package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The model registry as its topic says it is: which versions are published, which one serves. Thread-safe; the records
 * it gives out are shared and must not be changed.
 */
public final class ModelRegistryView {
    private final Map<String, ModelVersion> versions = new TreeMap<>();
    private final Map<String, Deployment> deployments = new TreeMap<>();

    /**
     * Takes in one record of the topic.
     *
     * @param key as in {@link RegistryKeys}
     * @param value null for a tombstone
     */
    public synchronized void apply(String key, @Nullable ModelRegistryRecord value) {
        Object entry = value == null ? null : value.getEntry();
        if (entry instanceof ModelVersion version) {
            versions.put(key, version);
        } else if (entry instanceof Deployment deployment) {
            deployments.put(key, deployment);
        } else {
            versions.remove(key);
            deployments.remove(key);
        }
    }

    /** All published versions, by name and version. */
    public synchronized List<ModelVersion> versions() {
        return List.copyOf(versions.values());
    }

    /** One version. */
    public synchronized Optional<ModelVersion> version(String model, String version) {
        return Optional.ofNullable(versions.get(RegistryKeys.modelVersion(model, version)));
    }

    /** All deployments, by name. */
    public synchronized List<Deployment> deployments() {
        return List.copyOf(deployments.values());
    }

    /** One deployment. */
    public synchronized Optional<Deployment> deployment(String name) {
        return Optional.ofNullable(deployments.get(RegistryKeys.deployment(name)));
    }
}
