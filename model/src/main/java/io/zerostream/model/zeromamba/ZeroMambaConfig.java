package io.zerostream.model.zeromamba;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.List;

/**
 * Shape of a ZeroMamba.
 *
 * @param backbone the VMamba under it
 * @param attributes a, size of the semantic space
 * @param embeddingSize v, length of an attribute's word vector
 * @param localHidden hidden width of the MLP behind SLP
 */
public record ZeroMambaConfig(VMambaConfig backbone, int attributes, int embeddingSize, int localHidden) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** As a manifest carries it. */
    public JsonNode toJson() {
        return JSON.valueToTree(this);
    }

    /**
     * From a manifest.
     *
     * @throws ModelException when it is not such a configuration
     */
    public static ZeroMambaConfig fromJson(JsonNode json) {
        try {
            return JSON.treeToValue(json, ZeroMambaConfig.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ModelException("not a ZeroMamba configuration: " + e.getMessage(), e);
        }
    }

    /** The small network of the demo, for pictures of 64×64: 1.4 million parameters. */
    public static ZeroMambaConfig nano(int attributes) {
        return new ZeroMambaConfig(
                new VMambaConfig(List.of(1, 1, 2, 1), List.of(32, 64, 128, 256), 1, 1, 3, 256, 0.05f),
                attributes,
                64,
                128);
    }
}
