package io.zerostream.trainer.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Path;

/** Configurations whose values a person's file replaces, key by key. */
public final class ConfigFiles {
    private static final YAMLMapper YAML = new YAMLMapper();

    private ConfigFiles() {}

    /**
     * A configuration with the values of a YAML or JSON file in place of its own.
     *
     * @throws TrainerException when the file cannot be read, or a key is unknown or out of range, naming it
     */
    public static <T> T with(T config, Path file, Class<T> type) {
        TextFile read = TextFile.read(file);
        if (read.guessedAt() > 0) {
            throw new TrainerException("the training configuration " + file + " is not UTF-8 in line "
                    + read.guessedAt() + "; save it so");
        }
        try {
            // JSON is YAML as well
            return with(config, YAML.readTree(read.text()), type);
        } catch (IOException e) {
            throw new TrainerException("cannot read the training configuration " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * A configuration with some values in place of its own; objects are merged key by key, lists replaced.
     *
     * @throws TrainerException when a key is unknown or out of range, naming it
     */
    public static <T> T with(T config, JsonNode changes, Class<T> type) {
        ObjectNode merged = Jsons.MAPPER.valueToTree(config);
        merge(merged, changes);
        return read(merged, type);
    }

    /**
     * Reads a whole configuration; every key must be there and no other.
     *
     * @throws TrainerException when a key is missing, unknown or out of range, naming it
     */
    public static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return Jsons.MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new TrainerException("not a training configuration: " + Jsons.reason(e), e);
        }
    }

    /**
     * Reads a whole configuration; every key must be there and no other.
     *
     * @throws TrainerException when it is not JSON, or a key is missing, unknown or out of range, naming it
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            return read(Jsons.MAPPER.readTree(json), type);
        } catch (JsonProcessingException e) {
            throw new TrainerException("not JSON: " + Jsons.reason(e), e);
        }
    }

    private static void merge(ObjectNode into, JsonNode changes) {
        changes.properties().forEach(change -> {
            JsonNode old = into.get(change.getKey());
            if (old instanceof ObjectNode object && change.getValue().isObject()) {
                merge(object, change.getValue());
            } else {
                into.set(change.getKey(), change.getValue());
            }
        });
    }
}
