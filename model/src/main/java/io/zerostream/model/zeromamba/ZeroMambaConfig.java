package io.zerostream.model.zeromamba;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.Objects;

/**
 * Shape of a ZeroMamba.
 *
 * @param backbone the VMamba under it
 * @param attributes a, size of the semantic space
 * @param embeddingSize v, length of an attribute's word vector; 0 = no SLP: the global vector alone, for ablations
 * @param localHidden hidden width of the MLP behind SLP; 0 = no SeF: SLP's raw scores are added to the global vector
 */
public record ZeroMambaConfig(VMambaConfig backbone, int attributes, int embeddingSize, int localHidden) {
    /** Length of the published word vectors. */
    private static final int WORD_VECTOR = 300;

    private static final int MAX_WIDTH = 65_536;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException naming the part that does not
     */
    public ZeroMambaConfig {
        Objects.requireNonNull(backbone, "backbone");
        check("attributes", attributes, 1);
        check("embeddingSize", embeddingSize, 0);
        check("localHidden", localHidden, 0);
        if (embeddingSize == 0 && localHidden > 0) {
            throw new IllegalArgumentException("localHidden is " + localHidden
                    + "; it must be 0 where embeddingSize is, as there is nothing to fuse");
        }
    }

    private static void check(String name, int value, int least) {
        if (value < least || value > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be between " + least + " and " + MAX_WIDTH);
        }
    }

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

    /** ZeroMamba on VMamba-Tiny. */
    public static ZeroMambaConfig tiny(int attributes) {
        return published(VMambaConfig.tiny(), attributes);
    }

    /** ZeroMamba on VMamba-Small, the published one. */
    public static ZeroMambaConfig small(int attributes) {
        return published(VMambaConfig.small(), attributes);
    }

    /** ZeroMamba on VMamba-Base. */
    public static ZeroMambaConfig base(int attributes) {
        return published(VMambaConfig.base(), attributes);
    }

    private static ZeroMambaConfig published(VMambaConfig backbone, int attributes) {
        return new ZeroMambaConfig(backbone, attributes, WORD_VECTOR, 512);
    }

    /** The small network of the demo, for pictures of 64×64: 0.7 million parameters. */
    public static ZeroMambaConfig nano(int attributes) {
        return new ZeroMambaConfig(VMambaConfig.nano(), attributes, 64, 128);
    }
}
