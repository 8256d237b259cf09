package io.zerostream.model.umzero;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zerostream.model.ModelException;
import io.zerostream.model.nn.Starts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a UMZero hybrid.
 *
 * @param branches convolutional networks, each with a head of its own; a picture's vector is the mean of theirs
 * @param attributes a, size of the semantic space
 * @param wordSize v, length of an attribute's embedding
 * @param statistics q, channels that the high-order aggregator takes second-order statistics of
 * @param interaction d, channels of the Mamba interaction, even
 * @param scale factor of that mean: the products with unit-length prototypes become logits
 * @param mirrored whether a picture's vector is the mean with that of its mirror image: twice the work
 * @param closedForm what is added to that mean, or null for nothing, as in checkpoints that do not name it
 */
public record UmZeroConfig(
        List<Backbone> branches,
        int attributes,
        int wordSize,
        int statistics,
        int interaction,
        float scale,
        boolean mirrored,
        @Nullable ClosedForm closedForm) {
    private static final int MAX_BRANCHES = 8;
    private static final int MAX_WIDTH = 65_536;
    private static final int MAX_CHANNELS = 2048;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Families of convolutional networks. */
    public enum Family {
        MOBILENET_V1,
        RESNET_101
    }

    /**
     * A convolutional network.
     *
     * @param family which
     * @param width factor of all channel counts; 1 for ResNet-101
     * @param blocks how many blocks it has, from the front: 1 to 13 of MobileNet v1, all 33 of ResNet-101
     */
    public record Backbone(Family family, float width, int blocks) {
        /** @throws IllegalArgumentException naming the part that cannot be */
        public Backbone {
            boolean mobile = family == Family.MOBILENET_V1;
            require(mobile ? width >= 0.25f && width <= 2 : width == 1, "width", width, mobile ? "in [0.25, 2]" : "1");
            int most = mobile ? MobileNetV1.BLOCKS : ResNet101.BLOCKS;
            require(blocks <= most && blocks >= (mobile ? 1 : most), "blocks", blocks, "at most " + most);
        }

        /** C, channels of the last map. */
        @JsonIgnore
        public int channels() {
            return family == Family.MOBILENET_V1 ? MobileNetV1.channels(width, blocks) : ResNet101.CHANNELS;
        }

        /** A network of this shape without weights. */
        public ConvolutionalBackbone create(Starts starts) {
            return family == Family.MOBILENET_V1 ? new MobileNetV1(width, blocks, starts) : new ResNet101(starts);
        }
    }

    /**
     * See {@link ClosedFormTerm}.
     *
     * @param firstUnit first unit of the convolutional networks that it has a pretrained copy of; the ones before are
     *     those of the branches, which must be as pretrained too
     * @param weight w, factor of its vectors beside the branches' mean
     */
    public record ClosedForm(int firstUnit, float weight) {
        /** @throws IllegalArgumentException naming the part that cannot be */
        public ClosedForm {
            require(firstUnit >= 1, "closedForm.firstUnit", firstUnit, "at least 1");
            require(weight > 0 && weight <= 1000, "closedForm.weight", weight, "in (0, 1000]");
        }
    }

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException naming the part that does not
     */
    public UmZeroConfig {
        branches = List.copyOf(branches);
        require(
                !branches.isEmpty() && branches.size() <= MAX_BRANCHES,
                "branches",
                branches.size(),
                "between 1 and " + MAX_BRANCHES);
        require(attributes >= 1 && attributes <= MAX_WIDTH, "attributes", attributes, "between 1 and " + MAX_WIDTH);
        require(wordSize >= 1 && wordSize <= MAX_WIDTH, "wordSize", wordSize, "between 1 and " + MAX_WIDTH);
        require(
                statistics >= 1 && statistics <= MAX_CHANNELS,
                "statistics",
                statistics,
                "between 1 and " + MAX_CHANNELS);
        require(
                interaction >= 4 && interaction <= MAX_CHANNELS && interaction % 4 == 0,
                "interaction",
                interaction,
                "a multiple of 4, between 4 and " + MAX_CHANNELS);
        require(scale > 0 && scale <= 1000, "scale", scale, "in (0, 1000]");
        for (Backbone branch : branches) {
            require(
                    closedForm == null || closedForm.firstUnit() <= branch.blocks(),
                    "closedForm.firstUnit",
                    closedForm == null ? 0 : closedForm.firstUnit(),
                    "at most " + branch.blocks() + ", the blocks of a branch");
        }
    }

    /** The same with another closed-form term. */
    public UmZeroConfig with(@Nullable ClosedForm other) {
        return new UmZeroConfig(branches, attributes, wordSize, statistics, interaction, scale, mirrored, other);
    }

    private static void require(boolean right, String name, Object value, String rule) {
        if (!right) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
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
    public static UmZeroConfig fromJson(JsonNode json) {
        try {
            return JSON.treeToValue(json, UmZeroConfig.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ModelException("not a UMZero configuration: " + e.getMessage(), e);
        }
    }

    /** On the two MobileNets of ImageNet weights: width 0.75 whole, width 1.0 without its last block. */
    public static UmZeroConfig mobile(int attributes) {
        return new UmZeroConfig(
                List.of(
                        new Backbone(Family.MOBILENET_V1, 1, MobileNetV1.BLOCKS - 1),
                        new Backbone(Family.MOBILENET_V1, 0.75f, MobileNetV1.BLOCKS)),
                attributes,
                300,
                64,
                64,
                3,
                true,
                null);
    }

    /** On ResNet-101. */
    public static UmZeroConfig resnet101(int attributes) {
        return new UmZeroConfig(
                List.of(new Backbone(Family.RESNET_101, 1, ResNet101.BLOCKS)),
                attributes,
                300,
                128,
                256,
                3,
                false,
                null);
    }
}
