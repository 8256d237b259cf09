package io.zerostream.model.zeromamba;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a ZeroMamba.
 *
 * @param backbone the VMamba under it
 * @param attributes a, size of the semantic space
 * @param embeddingSize v, length of an attribute's word vector
 * @param localHidden hidden width of the MLP behind SLP
 * @param heads which parts there are behind the backbone; FULL where a manifest does not say
 */
public record ZeroMambaConfig(
        VMambaConfig backbone,
        int attributes,
        int embeddingSize,
        int localHidden,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Full.class)
        Heads heads) {
    /** Manifests of whole networks do not mention it, as before there was a choice. */
    static final class Full {
        @Override
        public boolean equals(@Nullable Object other) {
            return other == null || other == Heads.FULL;
        }

        @Override
        public int hashCode() {
            return Heads.FULL.hashCode();
        }
    }

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
        check("attributes", attributes);
        check("embeddingSize", embeddingSize);
        check("localHidden", localHidden);
        heads = Objects.requireNonNullElse(heads, Heads.FULL);
    }

    /** With all parts. */
    public ZeroMambaConfig(VMambaConfig backbone, int attributes, int embeddingSize, int localHidden) {
        this(backbone, attributes, embeddingSize, localHidden, Heads.FULL);
    }

    private static void check(String name, int value) {
        if (value < 1 || value > MAX_WIDTH) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between 1 and " + MAX_WIDTH);
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
