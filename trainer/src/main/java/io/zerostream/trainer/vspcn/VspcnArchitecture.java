package io.zerostream.trainer.vspcn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.published.VisionTransformerNames;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.vspcn.PromptCollaborationNetwork;
import io.zerostream.model.vspcn.VspcnConfig;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Trainee;
import io.zerostream.trainer.loop.Architecture;
import io.zerostream.trainer.loop.LoopConfig;
import java.util.List;
import java.util.Objects;

/**
 * VSPCN. Attribute embeddings start as the data's word vectors where it has them; {@code start.weights} are those of a
 * vision transformer, named as by timm, torchvision or DeiT.
 */
public final class VspcnArchitecture implements Architecture {
    private static final String EMBEDDINGS = "words";

    @Override
    public String name() {
        return PromptCollaborationNetwork.ARCHITECTURE;
    }

    @Override
    public Class<?> loss() {
        return VspcnLoss.class;
    }

    @Override
    public JsonNode complete(JsonNode network, SemanticSpace space) {
        ObjectNode all = network.deepCopy();
        all.put("attributes", space.size());
        if (space.wordVectors().length > 0) {
            all.put("word_size", space.wordVectors()[0].length);
        }
        return VspcnConfig.fromJson(all).toJson();
    }

    @Override
    public Trainee build(JsonNode network, LoopConfig config, SemanticSpace space, List<float[]> trained, int taught) {
        VspcnConfig shape = VspcnConfig.fromJson(network);
        if (shape.backbone().imageSize() != config.imageSize()) {
            throw new TrainerException("imageSize is " + config.imageSize() + ", but network.backbone.image_size is "
                    + shape.backbone().imageSize() + ": give both the same value");
        }
        PromptCollaborationNetwork vspcn = new PromptCollaborationNetwork(shape, Seeds.of(config.seed(), "weights", 0));
        if (space.wordVectors().length > 0) {
            Objects.requireNonNull(vspcn.officialParameters().get(EMBEDDINGS))
                    .setInitializer((manager, size, type) -> manager.create(space.wordVectors()));
        }
        config.start()
                .fill(vspcn.transformer().officialParameters(), new VisionTransformerNames(), "a vision transformer");
        return new VspcnTrainee(
                vspcn,
                new PromptObjective(config.loss(VspcnLoss.class)),
                config.start().frozen());
    }
}
