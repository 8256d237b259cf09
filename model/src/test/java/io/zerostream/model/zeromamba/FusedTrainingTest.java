package io.zerostream.model.zeromamba;

import static io.zerostream.model.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The fused trunk against the engine's own gradients, for a network with everything: uneven widths, several states. */
class FusedTrainingTest {
    private static final Shape PICTURES = new Shape(3, 3, 45, 70);

    @Test
    void givesTheGradientsThatTheEngineGives() {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = network(manager, 0);
            NDArray images = manager.randomNormal(PICTURES);

            Map<String, NDArray> expected = gradients(manager, network, images);
            network.fuse(true);
            Map<String, NDArray> actual = gradients(manager, network, images);
            network.unfuse();

            assertThat(actual.keySet()).hasSize(76).isEqualTo(expected.keySet());
            expected.forEach((name, gradient) -> assertClose(name, actual.get(name), gradient, 1e-4));
        }
    }

    @Test
    void forwardsAgreeWithTheEngineAlsoAfterTheWeightsChanged() {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = network(manager, 0);
            NDArray images = manager.randomNormal(PICTURES);
            network.fuse(false);
            NDArray before = vectors(manager, network, images);
            withoutGradients(() -> {
                network.officialParameters().values().forEach(p -> p.getArray().muli(1.05f));
                return null;
            });

            network.fuse(false);
            NDArray fused = vectors(manager, network, images);
            network.unfuse();

            assertClose("vectors", fused, vectors(manager, network, images), 2e-5);
            assertThat(fused.sub(before).abs().max().getFloat()).isGreaterThan(1e-3f);
        }
    }

    /** A branch that is dropped for all pictures gives its weights no gradient, and the picture passes beside it. */
    @Test
    void dropsPathsPictureByPicture() {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = network(manager, 0.9999f);
            network.fuse(true);

            Map<String, NDArray> gradients = gradients(manager, network, manager.randomNormal(PICTURES));
            network.unfuse();

            // the first block is never dropped, the last one practically always
            assertThat(largest(gradients.get("VisionMamba.layers.0.blocks.0.mlp.fc1.weight")))
                    .isPositive();
            assertThat(largest(gradients.get("VisionMamba.layers.1.blocks.1.mlp.fc1.weight")))
                    .isZero();
            assertThat(largest(gradients.get("VisionMamba.layers.1.blocks.1.op.A_logs")))
                    .isZero();
            assertThat(largest(gradients.get("VisionMamba.patch_embed.0.weight")))
                    .isPositive();
        }
    }

    private static ZeroMamba network(NDManager manager, float dropPath) {
        VMambaConfig backbone = new VMambaConfig(List.of(1, 2), List.of(18, 44), 2, 1.5f, 2.5f, 30, dropPath);
        ZeroMamba network = new ZeroMamba(new ZeroMambaConfig(backbone, 9, 6, 12), 5);
        network.initialize(manager, DataType.FLOAT32, PICTURES);
        network.officialParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
        return network;
    }

    private static Map<String, NDArray> gradients(NDManager manager, ZeroMamba network, NDArray images) {
        NDArray weights = manager.arange(27f).reshape(3, 9).sub(13);
        float loss = ZeroMambaGradients.add(network, new ParameterStore(manager, false), images, parts -> parts.fused()
                .mul(weights)
                .sum());
        assertThat(loss).isFinite();
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        network.officialParameters().forEach((name, parameter) -> {
            gradients.put(name, parameter.getArray().getGradient().duplicate());
            JniUtils.zeroGrad((ai.djl.pytorch.engine.PtNDArray) parameter.getArray());
        });
        return gradients;
    }

    private static NDArray vectors(NDManager manager, ZeroMamba network, NDArray images) {
        return withoutGradients(() -> network.forward(new ParameterStore(manager, false), new NDList(images), false)
                .singletonOrThrow());
    }

    /** The mode belongs to the thread, and other tests left it as they pleased. */
    private static <T> T withoutGradients(Supplier<T> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private static float largest(NDArray array) {
        return array.abs().max().getFloat();
    }
}
