package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.vspcn.PromptCollaborationNetwork;
import io.zerostream.model.vspcn.VspcnConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a gradient needs must live until the gradient is taken. The engine keeps the tensors that it needs, but not the
 * Java memory behind one that was made of a Java value and closed: that goes when the collector runs.
 */
class GradientMemoryTest {
    private boolean before;

    @BeforeEach
    void withGradients() {
        Engine.getEngine("PyTorch");
        before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
    }

    @AfterEach
    void leavesTheThreadAsItWas() {
        JniUtils.setGradMode(before);
    }

    static Stream<Arguments> networks() {
        VMambaConfig trunk = new VMambaConfig(List.of(1, 1), List.of(8, 16), 1, 2, 2, 10, 0.1f);
        UmZeroConfig hybrid =
                new UmZeroConfig(List.of(new Backbone(Family.MOBILENET_V1, 0.25f, 3)), 5, 6, 8, 16, 2, true, null);
        return Stream.of(
                network(
                        "hybrid on MobileNet, with closed form",
                        () -> new UmZero(hybrid.with(new UmZeroConfig.ClosedForm(2, 1.5f)), 1)),
                network("ZeroMamba", () -> new ZeroMamba(new ZeroMambaConfig(trunk, 5, 4, 8), 1)),
                network("VSPCN", () -> new PromptCollaborationNetwork(VspcnConfig.tiny(5), 1)));
    }

    private static Arguments network(String name, Supplier<NamedBlock> make) {
        return Arguments.of(name, make);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsAreTheSameWhenTheCollectorRanBeforeThem(String name, Supplier<NamedBlock> make) {
        NamedBlock network = make.get();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            network.initialize(manager, DataType.FLOAT32);
            // the first gradients make the arrays that later ones are added to
            gradients(network, manager, () -> {});
            Map<String, float[]> expected = gradients(network, manager, () -> {});

            Map<String, float[]> found = gradients(network, manager, FreedMemory::overwrite);

            assertThat(expected).isNotEmpty();
            expected.forEach((weight, gradient) ->
                    assertThat(found.get(weight)).as(weight).containsExactly(gradient));
        }
    }

    static Map<String, float[]> gradients(NamedBlock network, NDManager manager, Runnable between) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        network.officialParameters().forEach((name, parameter) -> {
            if (!name.contains("moving_")) {
                parameter.getArray().setRequiresGradient(true);
                weights.put(name, parameter.getArray());
            }
        });
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (NDManager scratch = manager.newSubManager()) {
            NDArray images = pictures(scratch);
            NDArray vectors = network.forward(new ParameterStore(manager, false), new NDList(images), false)
                    .get(0);
            NDArray loss = vectors.mul(vectors).sum();
            between.run();
            JniUtils.backward((PtNDArray) loss, (PtNDArray) scratch.create(1f), false, false);
            weights.forEach((name, weight) -> {
                try (NDArray gradient = weight.getGradient()) {
                    gradients.put(name, gradient.toFloatArray());
                }
                JniUtils.zeroGrad((PtNDArray) weight);
            });
        }
        return gradients;
    }

    /** So bright that ReLU6 cuts much off. */
    static NDArray pictures(NDManager manager) {
        Random random = new Random(3);
        float[] values = new float[2 * 3 * 32 * 32];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (8 * random.nextGaussian());
        }
        return manager.create(values, new Shape(2, 3, 32, 32));
    }
}
