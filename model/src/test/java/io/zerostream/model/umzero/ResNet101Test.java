package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.Starts;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shape and parameters; against published weights: {@link PublishedResNetTest}. */
class ResNet101Test extends UmZeroFixture {
    @Test
    void resNet101HasTorchvisionsParametersAndShape() {
        ResNet101 network = new ResNet101(new Starts(0));

        Map<String, Parameter> parameters = network.officialParameters();

        long trained = parameters.entrySet().stream()
                .filter(e -> !e.getKey().contains("running_"))
                .mapToLong(e -> e.getValue().getShape().size())
                .sum();
        // torchvision's 44,549,160 less the classifier's 2048 × 1000 + 1000
        assertThat(trained).isEqualTo(42_500_160);
        assertThat(parameters)
                .containsKeys(
                        "conv1.weight",
                        "bn1.running_var",
                        "layer1.0.downsample.1.bias",
                        "layer3.22.conv3.weight",
                        "layer4.2.bn3.running_mean");
        assertThat(parameters.get("layer4.0.downsample.0.weight").getShape()).isEqualTo(new Shape(2048, 1024, 1, 1));
        assertThat(network.getOutputShapes(new Shape[] {new Shape(1, 3, 224, 224)}))
                .containsExactly(new Shape(1, 2048, 7, 7));
    }

    @Test
    void resNet101RunsToTheShapeItSays() {
        JniUtils.setGradMode(false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ResNet101 network = new ResNet101(new Starts(0));
            network.initialize(manager, DataType.FLOAT32);

            NDArray map = network.forward(
                            new ParameterStore(manager, false),
                            new NDList(manager.ones(new Shape(1, 3, 65, 40))),
                            false)
                    .singletonOrThrow();

            assertThat(map.getShape()).isEqualTo(network.getOutputShapes(new Shape[] {new Shape(1, 3, 65, 40)})[0]);
        }
    }
}
