package io.zerostream.model.zeromamba;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Shape of a ZeroMamba.
 *
 * @param backbone the VMamba under it
 * @param attributes a, size of the semantic space
 * @param embeddingSize v, length of an attribute's word vector; read as "without SLP and SeF" when it is 0
 * @param localHidden hidden width of SeF's MLP; read as "without SeF" when it is 0
 * @param without parts that are left out, for ablations
 */
public record ZeroMambaConfig(
        VMambaConfig backbone, int attributes, int embeddingSize, int localHidden, Set<Part> without) {
    /** Length of the published word vectors. */
    private static final int WORD_VECTOR = 300;

    private static final int MAX_WIDTH = 65_536;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** What the paper puts on the backbone, and what a network without it does instead. */
    public enum Part {
        /** the global vector: without it the local one is all there is */
        GRL,
        /** attributes that look at regions: without it the global vector is all there is, and there is no SEF */
        SLP,
        /** MLP and norm of the local vector: without it SLP's raw scores are the local vector */
        SEF
    }

    /** With all parts that have a size. */
    public ZeroMambaConfig(VMambaConfig backbone, int attributes, int embeddingSize, int localHidden) {
        this(backbone, attributes, embeddingSize, localHidden, Set.of());
    }

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
        EnumSet<Part> left = EnumSet.noneOf(Part.class);
        // manifests of before there was this key
        if (without != null) {
            left.addAll(without);
        }
        if (embeddingSize == 0) {
            left.add(Part.SLP);
        }
        if (localHidden == 0) {
            left.add(Part.SEF);
        }
        if (left.contains(Part.SLP) && !left.contains(Part.SEF)) {
            throw new IllegalArgumentException("without SLP there is nothing for SEF to fuse: leave it out as well"
                    + " (without: [SLP, SEF], or localHidden: 0)");
        }
        if (left.contains(Part.SLP) && left.contains(Part.GRL)) {
            throw new IllegalArgumentException("without GRL and SLP no vector is left: keep one of them");
        }
        without = Collections.unmodifiableSet(left);
    }

    /** Whether the network has a part. */
    public boolean has(Part part) {
        return !without.contains(part);
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
