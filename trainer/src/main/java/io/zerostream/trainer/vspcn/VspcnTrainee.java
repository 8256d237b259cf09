package io.zerostream.trainer.vspcn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.vspcn.PromptCollaborationNetwork;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.Trainee;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A VSPCN under the loss of {@link PromptObjective}; some of its weights may stay as they are. */
final class VspcnTrainee implements Trainee {
    private final PromptCollaborationNetwork network;
    private final PromptObjective objective;
    private final Map<String, Parameter> trained = new LinkedHashMap<>();

    /** @param frozen how the names of weights begin that are not trained */
    VspcnTrainee(PromptCollaborationNetwork network, PromptObjective objective, List<String> frozen) {
        this.network = network;
        this.objective = objective;
        network.officialParameters().forEach((name, parameter) -> {
            if (frozen.stream().noneMatch(name::startsWith)) {
                trained.put(name, parameter);
            }
        });
    }

    @Override
    public NamedBlock network() {
        return network;
    }

    @Override
    public Map<String, Parameter> parameters() {
        return trained;
    }

    @Override
    public float addGradients(ParameterStore store, NDArray images, Batch batch, float share) {
        NDManager manager = images.getManager();
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            NDArray classes = PromptObjective.matrix(manager, batch.prototypes(), batch.classes());
            NDArray targets = PromptObjective.matrix(manager, batch.targets(), batch.size());
            NDArray loss = objective
                    .loss(
                            network.parts(store, new NDList(images), true),
                            network.prototypes(store, classes, true),
                            targets)
                    .mul(manager.create(share));
            JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.create(1f), false, false);
            return loss.getFloat();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
