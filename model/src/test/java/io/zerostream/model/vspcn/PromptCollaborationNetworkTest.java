package io.zerostream.model.vspcn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Safetensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptCollaborationNetworkTest {
    private static final Shape PICTURES = new Shape(3, 3, 32, 32);
    private static final int ATTRIBUTES = 7;

    private NDManager manager;
    private boolean gradients;

    @BeforeEach
    void startsWithoutGradients() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
    }

    @AfterEach
    void leavesTheThreadAsItWas() {
        JniUtils.setGradMode(gradients);
        manager.close();
    }

    @Test
    void aPicturesVectorDoesNotDependOnItsBatch() {
        PromptCollaborationNetwork network = network(VspcnConfig.tiny(ATTRIBUTES));
        NDArray pictures = manager.randomNormal(PICTURES);
        float[] together = vectors(network, pictures);
        for (int i = 0; i < PICTURES.get(0); i++) {
            float[] alone = vectors(network, pictures.get(new NDIndex(i + ":" + (i + 1))));
            for (int a = 0; a < ATTRIBUTES; a++) {
                assertThat(alone[a]).isEqualTo(together[i * ATTRIBUTES + a], within(1e-6f));
            }
        }
    }

    @Test
    void everySwitchChangesTheVector() {
        VspcnConfig all = VspcnConfig.tiny(ATTRIBUTES);
        NDArray pictures = manager.randomNormal(PICTURES);
        float[] expected = vectors(network(all), pictures);
        VspcnConfig[] others = {
            new VspcnConfig(all.backbone(), ATTRIBUTES, 16, 1, false, 0.5f, 0.5f, 0.5f),
            new VspcnConfig(all.backbone(), ATTRIBUTES, 16, 2, true, 0.5f, 0.5f, 0.5f),
            new VspcnConfig(all.backbone(), ATTRIBUTES, 16, 1, true, 1, 0.5f, 0.5f),
            new VspcnConfig(all.backbone(), ATTRIBUTES, 16, 1, true, 0.5f, 1, 0.5f),
            new VspcnConfig(all.backbone(), ATTRIBUTES, 16, 1, true, 0.5f, 0.5f, 0),
        };
        PromptCollaborationNetwork whole = network(all);
        for (VspcnConfig other : others) {
            PromptCollaborationNetwork network = network(other);
            // the weights that both have are the same, so that only the switch can make a difference
            network.officialParameters()
                    .forEach((name, parameter) ->
                            whole.officialParameters().get(name).getArray().copyTo(parameter.getArray()));
            assertThat(vectors(network, pictures)).isNotEqualTo(expected);
        }
    }

    @Test
    void scoresAreDotProductsOfTheClassTokenWithThePrototypes() {
        PromptCollaborationNetwork network = network(VspcnConfig.tiny(ATTRIBUTES));
        ParameterStore store = new ParameterStore(manager, false);
        NDArray classes = manager.randomUniform(0, 1, new Shape(5, ATTRIBUTES));
        PromptCollaborationNetwork.Parts parts =
                network.parts(store, new NDList(manager.randomNormal(PICTURES)), false);
        float[] byVectors = parts.vectors().matMul(classes.transpose()).toFloatArray();
        float[] byTokens = parts.seen()
                .matMul(network.prototypes(store, classes, false).transpose())
                .toFloatArray();
        assertThat(byVectors).containsExactly(byTokens, within(1e-5f));
    }

    @Test
    void comesBackFromItsFile() {
        PromptCollaborationNetwork network = network(VspcnConfig.tiny(ATTRIBUTES));
        NDArray pictures = manager.randomNormal(PICTURES);
        PromptCollaborationNetwork again = new PromptCollaborationNetwork(
                VspcnConfig.fromJson(VspcnConfig.tiny(ATTRIBUTES).toJson()), 99);
        again.load(manager, Safetensors.read(network.toSafetensors()));
        assertThat(vectors(again, pictures)).isEqualTo(vectors(network, pictures));
    }

    @Test
    void refusesShapesThatDoNotFit() {
        assertThatThrownBy(() -> new VisionTransformerConfig(30, 8, 2, 32, 4, 2))
                .hasMessageContaining("imageSize");
        assertThatThrownBy(() -> new VisionTransformerConfig(32, 8, 2, 30, 4, 2))
                .hasMessageContaining("width");
        VspcnConfig tiny = VspcnConfig.tiny(ATTRIBUTES);
        assertThatThrownBy(() -> VspcnConfig.fromJson(
                        ((com.fasterxml.jackson.databind.node.ObjectNode) tiny.toJson()).put("visual_share", 2)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("visualShare");
    }

    private PromptCollaborationNetwork network(VspcnConfig config) {
        PromptCollaborationNetwork network = new PromptCollaborationNetwork(config, 5);
        network.initialize(manager, DataType.FLOAT32, PICTURES);
        return network;
    }

    private float[] vectors(PromptCollaborationNetwork network, NDArray pictures) {
        return network.forward(new ParameterStore(manager, false), new NDList(pictures), false)
                .singletonOrThrow()
                .toFloatArray();
    }
}
