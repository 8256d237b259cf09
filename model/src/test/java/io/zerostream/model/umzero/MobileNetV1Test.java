package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.Golden;
import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MobileNetV1Test {
    private static final Path DATA = Path.of(System.getProperty("zerostream.shared", "../shared"), "data");
    private static final int SIDE = 224;

    /** The gradient mode is the library's, which must be there first. */
    @BeforeAll
    static void loadTheEngine() {
        Engine.getEngine("PyTorch");
    }

    @ParameterizedTest(name = "{0} is class {1} with probability {2}")
    @CsvSource({"zebra, 340, 0.99", "lion, 291, 1.00", "giant_panda, 388, 0.99", "dalmatian, 251, 0.95"})
    void seesWhatTheWeightsReadmeSays(String animal, int label, double probability) throws Exception {
        Path weights = weights("mobilenet_v1_0.75_224.npz");
        byte[] jpeg = Files.readAllBytes(DATA.resolve("animals-demo/images/" + animal + ".jpg"));
        byte[] pixels = ImagePreprocessor.exact(ImageLimits.defaults())
                .decode(jpeg, SIDE, SIDE)
                .pixels();
        JniUtils.setGradMode(false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            MobileNetV1 network = new MobileNetV1(0.75f, 13, new Starts(0));
            network.load(manager, KerasWeights.read(weights));
            Map<String, NDArray> classifier = Golden.read(manager, weights);
            NDArray raw = manager.create(ByteBuffer.wrap(pixels), new Shape(1, SIDE, SIDE, 3), DataType.UINT8);
            NDArray image =
                    raw.toType(DataType.FLOAT32, false).div(127.5f).sub(1f).transpose(0, 3, 1, 2);

            NDArray map = network.forward(new ParameterStore(manager, false), new NDList(image), false)
                    .singletonOrThrow();
            NDArray pooled = map.reshape(1, 768, 49).mean(new int[] {2});
            NDArray probabilities = pooled.matMul(
                            classifier.get("conv_preds.kernel").reshape(768, 1000))
                    .add(classifier.get("conv_preds.bias"))
                    .softmax(1);

            assertThat(map.getShape()).isEqualTo(new Shape(1, 768, 7, 7));
            assertThat(probabilities.argMax(1).toLongArray()).containsExactly(label);
            assertThat(probabilities.max().getFloat()).isCloseTo((float) probability, within(0.01f));
        }
    }

    @Test
    void theTruncatedNetworkTakesItsWeights() {
        Path weights = weights("mobilenet_v1_1.0_224_blocks1to12.npz");
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            MobileNetV1 network = new MobileNetV1(1, 12, new Starts(0));

            network.load(manager, KerasWeights.read(weights));

            long numbers = network.officialParameters().values().stream()
                    .mapToLong(p -> p.getShape().size())
                    .sum();
            assertThat(numbers).isEqualTo(2_162_880);
            assertThat(network.getOutputShapes(new Shape[] {new Shape(2, 3, SIDE, SIDE)}))
                    .containsExactly(new Shape(2, 1024, 7, 7));
        }
    }

    @ParameterizedTest
    @CsvSource({"224, 7", "225, 8", "227, 8", "288, 9", "33, 2"})
    void mapsAreAThirtySecondOfTheSizeRoundedUp(int side, int map) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setGradMode(false);
            MobileNetV1 network = new MobileNetV1(0.25f, 13, new Starts(0));
            network.initialize(manager, DataType.FLOAT32);
            Shape pictures = new Shape(1, 3, side, side + 1);

            Shape shape = network.forward(new ParameterStore(manager, false), new NDList(manager.ones(pictures)), false)
                    .singletonOrThrow()
                    .getShape();

            assertThat(shape.get(2)).isEqualTo(map);
            assertThat(network.getOutputShapes(new Shape[] {pictures})).containsExactly(shape);
        }
    }

    @Test
    void aMapInTheMiddleGoesOnToTheSameEnd() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setGradMode(false);
            MobileNetV1 network = new MobileNetV1(0.25f, 13, new Starts(3));
            network.initialize(manager, DataType.FLOAT32);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray images = manager.randomUniform(-1, 1, new Shape(2, 3, 64, 64));

            NDArray middle = network.run(store, images, 0, 12, false);
            NDArray end = network.run(store, middle, 12, network.depth(), false);

            assertThat(network.parameterNames(12))
                    .hasSize(20)
                    .startsWith("conv_dw_12.depthwise_kernel")
                    .endsWith("conv_pw_13_bn.moving_variance");
            assertThat(end.toFloatArray())
                    .containsExactly(network.forward(store, new NDList(images), false)
                            .singletonOrThrow()
                            .toFloatArray());
        }
    }

    @ParameterizedTest(name = "from unit {0}, maps of {1} channels and {2} rows")
    @CsvSource({"0, 3, 224", "12, 128, 96"})
    void aBatchThatGoesThroughInPartsIsThatOfItsPictures(int from, int channels, int rows) {
        int pictures = 9;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setGradMode(false);
            MobileNetV1 network = new MobileNetV1(0.25f, 13, new Starts(3));
            network.initialize(manager, DataType.FLOAT32);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray images = manager.randomUniform(-1, 1, new Shape(pictures, channels, rows, rows));
            int arrays = manager.getManagedArrays().size();

            NDArray maps = network.run(store, images, from, network.depth(), false);

            assertThat(manager.getManagedArrays()).as("only the maps are kept").hasSize(arrays + 1);
            for (int i = 0; i < pictures; i++) {
                NDArray alone = network.run(store, images.get(i + ":" + (i + 1)), from, network.depth(), false);
                assertThat(maps.get(i + ":" + (i + 1)).sub(alone).abs().max().getFloat())
                        .as("picture %s", i)
                        .isLessThan(1e-5f);
            }
            assertThat(maps.max().getFloat()).isPositive();
        }
    }

    /** On one thread libtorch goes another way through 1×1 convolutions of few pictures; so does this. */
    @Test
    void theNumberOfThreadsAndOfPicturesChangesNoMap() {
        int threads = JniUtils.getNumThreads();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setGradMode(false);
            MobileNetV1 network = new MobileNetV1(0.75f, 13, new Starts(3));
            network.initialize(manager, DataType.FLOAT32);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray images = manager.randomUniform(-1, 1, new Shape(16, 3, 64, 64));
            JniUtils.setNumThreads(2);
            NDArray together = network.run(store, images, 0, network.depth(), false);

            JniUtils.setNumThreads(1);
            NDArray apart = network.run(store, images.get("0:3"), 0, network.depth(), false);

            assertThat(apart.sub(together.get("0:3")).abs().max().getFloat()).isLessThan(1e-4f);
            assertThat(together.max().getFloat()).isPositive();
        } finally {
            JniUtils.setNumThreads(threads);
        }
    }

    @Test
    void saysWhichFileOfWeightsItCannotRead(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("weights.npz"), "not weights");

        assertThatThrownBy(() -> KerasWeights.read(text))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(text.toString());
        assertThatThrownBy(() -> KerasWeights.read(folder.resolve("none.npz")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("none.npz");
    }

    @Test
    void refusesWeightsOfAnotherWidth() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, Tensor> weights = new HashMap<>(KerasWeights.read(weights("mobilenet_v1_0.75_224.npz")));

            assertThatThrownBy(() -> new MobileNetV1(1, 13, new Starts(0)).load(manager, weights))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("conv1.kernel");
        }
    }

    private static Path weights(String name) {
        Path file = DATA.resolve("pretrained").resolve(name);
        assumeTrue(
                Files.exists(file),
                () -> "no pretrained weights " + file.toAbsolutePath()
                        + "; set -Dzerostream.shared to the folder that has data/pretrained");
        return file;
    }
}
