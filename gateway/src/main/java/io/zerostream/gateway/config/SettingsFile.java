package io.zerostream.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A person's YAML or JSON file of settings. The keys of a group stand below its name, or behind it with a dot ({@code
 * http.connections: 512}).
 */
final class SettingsFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Collection<String> keys;
    private final Map<String, JsonNode> values = new LinkedHashMap<>();

    private SettingsFile(Collection<String> keys) {
        this.keys = keys;
    }

    /**
     * What it says, by whole keys.
     *
     * @param keys that there are
     * @throws GatewayException naming the file, and the key that does not exist or is there twice
     */
    static Map<String, JsonNode> read(Path file, Collection<String> keys) {
        SettingsFile settings = new SettingsFile(keys);
        JsonNode root = parsed(file);
        try {
            if (root instanceof ObjectNode all) {
                settings.collect(all, "");
            } else if (!nothing(root)) {
                throw new GatewayException("there are no keys in it: write for example 'port: 8090'");
            }
            return settings.values;
        } catch (GatewayException e) {
            throw new GatewayException(file + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode parsed(Path file) {
        try {
            // JSON is YAML as well
            return YAML.readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new GatewayException("there is no file " + file + ": name one that is there", e);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new GatewayException(file + line + ": not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new GatewayException("cannot read the gateway's settings: " + e, e);
        }
    }

    private void collect(ObjectNode written, String group) {
        written.properties().forEach(entry -> take(group + entry.getKey(), entry.getValue()));
    }

    private void take(String key, JsonNode value) {
        List<String> below = keys.stream().filter(k -> k.startsWith(key + '.')).toList();
        if (below.isEmpty()) {
            if (values.put(GatewaySettings.known(key, keys), value) != null) {
                throw new GatewayException(key + " is there twice: keep one of them");
            }
        } else if (value instanceof ObjectNode group) {
            collect(group, key + '.');
        } else if (!nothing(value)) {
            // a name with nothing below it is what is left when all its keys are comments
            throw new GatewayException(
                    key + " is a group of settings and has no value of its own: write for example " + below.get(0));
        }
    }

    private static boolean nothing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
