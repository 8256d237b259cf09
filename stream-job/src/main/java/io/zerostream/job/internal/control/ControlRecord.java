package io.zerostream.job.internal.control;

import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One record of a registry topic. A tombstone has neither value nor problem.
 *
 * @param topic which registry
 * @param offset its place; one partition, so this orders a registry's records
 * @param key what it is about, as in {@code RegistryKeys}
 * @param classes the value, when the topic is class-registry
 * @param model the value, when the topic is model-registry
 * @param problem why the value could not be read; null when it could
 */
public record ControlRecord(
        String topic,
        long offset,
        String key,
        @Nullable ClassRegistryRecord classes,
        @Nullable ModelRegistryRecord model,
        @Nullable String problem)
        implements Serializable {

    /** A record of class-registry. */
    public static ControlRecord ofClasses(long offset, String key, @Nullable ClassRegistryRecord value) {
        return new ControlRecord(Topics.CLASS_REGISTRY.name(), offset, key, value, null, null);
    }

    /** A record of model-registry. */
    public static ControlRecord ofModels(long offset, String key, @Nullable ModelRegistryRecord value) {
        return new ControlRecord(Topics.MODEL_REGISTRY.name(), offset, key, null, value, null);
    }

    /** A record that cannot be read. */
    public static ControlRecord unreadable(String topic, long offset, String key, String problem) {
        return new ControlRecord(topic, offset, key, null, null, problem);
    }
}
