package io.zerostream.model.vspcn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.model.ModelException;
import java.util.Objects;

/**
 * Shape of a VSPCN. Each α is the share of attention over pictures or attributes in a mixture whose rest is learned: 1
 * leaves the rest out.
 *
 * @param backbone the vision transformer under it
 * @param attributes a, size of the semantic space
 * @param wordSize v, length of an attribute's embedding
 * @param deepFrom first block, from 0, before which prompts are fused strongly; the depth = never
 * @param weakFusion whether prompts look at picture and attributes once, at the start
 * @param visualShare α_v of the visual prompt
 * @param semanticShare α_s of the semantic prompt
 * @param adapterShare α_a of the semantic adapter; 0 = attributes are the same for every picture
 */
public record VspcnConfig(
        VisionTransformerConfig backbone,
        int attributes,
        int wordSize,
        int deepFrom,
        boolean weakFusion,
        float visualShare,
        float semanticShare,
        float adapterShare) {
    private static final int MAX_WIDTH = 65_536;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** @throws IllegalArgumentException naming the part that cannot be */
    public VspcnConfig {
        Objects.requireNonNull(backbone, "backbone");
        require(attributes >= 1 && attributes <= MAX_WIDTH, "attributes", attributes, "between 1 and " + MAX_WIDTH);
        require(wordSize >= 1 && wordSize <= MAX_WIDTH, "wordSize", wordSize, "between 1 and " + MAX_WIDTH);
        require(
                deepFrom >= 0 && deepFrom <= backbone.depth(),
                "deepFrom",
                deepFrom,
                "between 0 and the depth " + backbone.depth());
        share("visualShare", visualShare);
        share("semanticShare", semanticShare);
        share("adapterShare", adapterShare);
    }

    private static void share(String name, float value) {
        require(value >= 0 && value <= 1, name, value, "between 0 and 1");
    }

    private static void require(boolean right, String name, Object value, String rule) {
        if (!right) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }

    /** On ViT-B/16 with the shares published for CUB. */
    public static VspcnConfig cub(int attributes) {
        return new VspcnConfig(VisionTransformerConfig.base16(), attributes, 300, 6, true, 0.05f, 0.8f, 0.5f);
    }

    /** For trying it: pictures of 32×32, two blocks. */
    public static VspcnConfig tiny(int attributes) {
        return new VspcnConfig(
                new VisionTransformerConfig(32, 8, 2, 32, 4, 2), attributes, 16, 1, true, 0.5f, 0.5f, 0.5f);
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
    public static VspcnConfig fromJson(JsonNode json) {
        try {
            return JSON.treeToValue(json, VspcnConfig.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ModelException("not a VSPCN configuration: " + e.getMessage(), e);
        }
    }
}
