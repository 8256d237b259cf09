package io.zerostream.trainer.loop;

import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.published.ZeroMambaNames;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.DistillationHead;
import io.zerostream.trainer.learn.Loss;
import io.zerostream.trainer.learn.Objective;
import io.zerostream.trainer.learn.Trainee;
import io.zerostream.trainer.learn.ZeroMambaTrainee;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ZeroMamba; attribute embeddings V start as the data's word vectors where it has them, as published, and the backbone as
 * {@code start.weights} of VMamba say.
 */
public final class ZeroMambaArchitecture implements Architecture {
    private static final String EMBEDDINGS = "VisionMamba.classifier2.V";

    @Override
    public String name() {
        return ZeroMamba.ARCHITECTURE;
    }

    @Override
    public Class<?> loss() {
        return Loss.class;
    }

    @Override
    public boolean teachable() {
        return true;
    }

    @Override
    public JsonNode complete(JsonNode network, SemanticSpace space) {
        ObjectNode all = network.deepCopy();
        all.put("attributes", space.size());
        boolean local = ZeroMambaConfig.fromJson(all).has(ZeroMambaConfig.Part.SLP);
        if (local && space.wordVectors().length > 0) {
            all.put("embedding_size", space.wordVectors()[0].length);
        }
        return ZeroMambaConfig.fromJson(all).toJson();
    }

    @Override
    public Trainee build(JsonNode network, LoopConfig config, SemanticSpace space, List<float[]> trained, int taught) {
        ZeroMambaConfig shape = ZeroMambaConfig.fromJson(network);
        ZeroMamba zeroMamba = new ZeroMamba(shape, Seeds.of(config.seed(), "weights", 0));
        var embeddings = zeroMamba.officialParameters().get(EMBEDDINGS);
        if (embeddings != null && space.wordVectors().length > 0) {
            embeddings.setInitializer((manager, size, type) -> manager.create(space.wordVectors()));
        }
        if (!config.start().frozen().isEmpty()) {
            throw new TrainerException("start.frozen must be empty: ZeroMamba's weights are all trained");
        }
        Map<String, Parameter> backbone = new LinkedHashMap<>(zeroMamba.officialParameters());
        backbone.keySet().removeIf(ZeroMambaNames::isHead);
        config.start().fill(backbone, new ZeroMambaNames(), "a VMamba");
        DistillationHead pupil = taught == 0
                ? null
                : new DistillationHead(
                        shape.backbone().features(),
                        taught,
                        config.teacher().weight(),
                        Seeds.of(config.seed(), "pupil", 0));
        return new ZeroMambaTrainee(zeroMamba, new Objective(config.loss(Loss.class), trained), pupil);
    }
}
