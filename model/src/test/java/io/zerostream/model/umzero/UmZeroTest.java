package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ImageInput;
import io.zerostream.model.ModelException;
import io.zerostream.model.SemanticSpace;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.model.ZeroShotModels;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.checkpoint.Safetensors;
import io.zerostream.model.checkpoint.Tensor;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.model.vmamba.Starts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UmZeroTest {
    private static final int SIDE = 48;
    private static final int PICTURE = SIDE * SIDE * 3;
    private static final UmZeroConfig SMALL = new UmZeroConfig(
            List.of(new Backbone(Family.MOBILENET_V1, 0.25f, 7), new Backbone(Family.MOBILENET_V1, 0.5f, 4)),
            5,
            6,
            8,
            16,
            2,
            true,
            null);
    private static final UmZeroConfig CLOSED = SMALL.with(new UmZeroConfig.ClosedForm(3, 1.5f));

    static List<UmZeroConfig> withoutAndWithClosedForm() {
        return List.of(SMALL, CLOSED);
    }

    /** The gradient mode is the library's, which must be there first. */
    @BeforeAll
    static void loadTheEngine() {
        Engine.getEngine("PyTorch");
    }

    @ParameterizedTest
    @MethodSource("withoutAndWithClosedForm")
    void aPicturesVectorDoesNotDependOnItsBatch(UmZeroConfig config) {
        byte[] pixels = pixels(5);
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint(config), Device.cpu())) {
            float[] together = model.embed(pixels, 5);

            for (int i = 0; i < 5; i++) {
                float[] alone = model.embed(Arrays.copyOfRange(pixels, i * PICTURE, (i + 1) * PICTURE), 1);
                assertThat(alone).containsExactly(Arrays.copyOfRange(together, i * 5, i * 5 + 5), within(2e-5f));
            }
            assertThat(together[0]).isNotCloseTo(together[5], within(1e-4f));
        }
    }

    @ParameterizedTest
    @MethodSource("withoutAndWithClosedForm")
    void aMirroredNetworkSeesAPictureAndItsMirrorImageAlike(UmZeroConfig config) {
        byte[] pixels = pixels(1);
        byte[] mirror = new byte[PICTURE];
        for (int i = 0; i < PICTURE; i++) {
            int pixel = i / 3;
            mirror[3 * (pixel / SIDE * SIDE + SIDE - 1 - pixel % SIDE) + i % 3] = pixels[i];
        }
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint(config), Device.cpu())) {
            assertThat(model.embed(mirror, 1)).containsExactly(model.embed(pixels, 1), within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("withoutAndWithClosedForm")
    void goesThroughACheckpointUnchanged(UmZeroConfig config, @TempDir Path folder) {
        Checkpoint checkpoint = checkpoint(config);
        checkpoint.write(folder);
        byte[] pixels = pixels(2);
        try (ZeroShotModel before = ZeroShotModels.open(checkpoint, Device.cpu());
                ZeroShotModel after = ZeroShotModels.open(folder, Device.cpu())) {
            assertThat(after.manifest().architecture()).isEqualTo("umzero");
            assertThat(UmZeroConfig.fromJson(after.manifest().config())).isEqualTo(config);
            assertThat(after.embed(pixels, 2)).containsExactly(before.embed(pixels, 2));
        }
    }

    @Test
    void addsTheClosedFormOfThePretrainedNetworks() {
        JniUtils.setGradMode(false);
        byte[] pixels = pixels(2);
        Checkpoint checkpoint = checkpoint(CLOSED);
        try (ZeroShotModel without = ZeroShotModels.open(checkpoint(SMALL), Device.cpu());
                ZeroShotModel with = ZeroShotModels.open(checkpoint, Device.cpu())) {
            float[] trained = without.embed(pixels, 2);
            float[] both = with.embed(pixels, 2);
            double[][] closed = closedForm(Safetensors.read(checkpoint.tensors()), pixels, 2);

            for (int i = 0; i < both.length; i++) {
                double expected = trained[i] + 2 * 1.5 * closed[i / 5][i % 5];
                assertThat((double) both[i]).isCloseTo(expected, within(2e-5));
                assertThat((double) both[i]).isNotCloseTo(trained[i], within(1e-3));
            }
        }
    }

    @Test
    void aManifestThatNamesNoClosedFormHasNone() {
        ObjectNode old = (ObjectNode) SMALL.toJson();
        old.remove("closed_form");

        assertThat(UmZeroConfig.fromJson(old)).isEqualTo(SMALL);
    }

    /** The definition, on each picture's whole network with the units from 3 on as the term has them. */
    private static double[][] closedForm(Map<String, Tensor> tensors, byte[] pixels, int pictures) {
        float[] mean = floats(tensors, "closed_form.mean");
        float[] deviation = floats(tensors, "closed_form.deviation");
        float[] weight = floats(tensors, "closed_form.weight");
        double[][] vectors = new double[pictures][5];
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            for (int n = 0; n < pictures; n++) {
                double[] z = new double[mean.length];
                int at = 0;
                for (int i = 0; i < 2; i++) {
                    ConvolutionalBackbone whole = CLOSED.branches().get(i).create(new Starts(0));
                    Map<String, Tensor> weights = new LinkedHashMap<>();
                    for (String name : whole.officialParameters().keySet()) {
                        Tensor copy = tensors.get("closed_form.backbones." + i + "." + name);
                        assertThat(copy != null).as(name).isEqualTo(!name.matches("conv(1|_(dw|pw)_[12])(_bn)?\\..*"));
                        weights.put(name, copy == null ? tensors.get("branches." + i + ".backbone." + name) : copy);
                    }
                    whole.load(manager, weights);
                    float[] map = new float[2 * PICTURE];
                    for (int p = 0; p < PICTURE; p++) {
                        float value = (Byte.toUnsignedInt(pixels[n * PICTURE + p]) / 255f - 0.5f) / 0.5f;
                        int row = p / 3 / SIDE;
                        int column = p / 3 % SIDE;
                        map[(p % 3 * SIDE + row) * SIDE + column] = value;
                        map[PICTURE + (p % 3 * SIDE + row) * SIDE + SIDE - 1 - column] = value;
                    }
                    NDArray last = whole.forward(
                                    new ParameterStore(manager, false),
                                    new NDList(manager.create(map, new Shape(2, 3, SIDE, SIDE))),
                                    false)
                            .singletonOrThrow();
                    float[] values = last.toFloatArray();
                    int channels = (int) last.getShape().get(1);
                    int positions = values.length / 2 / channels;
                    for (int v = 0; v < values.length; v++) {
                        z[at + v / positions % channels] += values[v] / (2.0 * positions);
                    }
                    at += channels;
                }
                double squares = 0;
                for (int f = 0; f < z.length; f++) {
                    z[f] = (z[f] - mean[f]) / deviation[f];
                    squares += z[f] * z[f];
                }
                for (int f = 0; f < z.length; f++) {
                    for (int a = 0; a < 5; a++) {
                        vectors[n][a] += weight[a * z.length + f] * z[f] / Math.sqrt(squares);
                    }
                }
            }
        }
        return vectors;
    }

    private static float[] floats(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).toFloats();
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        assertThat(checkpoint(SMALL).manifest().sha256())
                .isEqualTo(checkpoint(SMALL).manifest().sha256());
    }

    /** Central differences along a random direction of all weights of a part, in float32. */
    @ParameterizedTest
    @CsvSource({"backbone.conv_pw_4.", "norm.", "embeddings", "aggregator.", "interaction.", "prototypes."})
    void gradientsAreThoseOfDifferences(String part) {
        JniUtils.setGradMode(true);
        UmZeroConfig one =
                new UmZeroConfig(List.of(new Backbone(Family.MOBILENET_V1, 0.5f, 4)), 5, 6, 8, 16, 2, false, null);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            UmZero network = new UmZero(one, 4);
            network.load(manager, shaken(new UmZero(one, 4)));
            NDArray images = manager.create(
                            new Random(2).doubles(2 * 3 * SIDE * SIDE, -1, 1).toArray())
                    .toType(DataType.FLOAT32, false)
                    .reshape(2, 3, SIDE, SIDE);
            Map<String, NDArray> weights = new LinkedHashMap<>();
            network.officialParameters().forEach((name, p) -> {
                if (name.startsWith("branches.0." + part) && !name.contains("moving_")) {
                    p.getArray().setRequiresGradient(true);
                    weights.put(name, p.getArray());
                }
            });
            NDArray loss = loss(network, images);
            JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.create(1f), false, false);
            double along = 0;
            Random random = new Random(9);
            // by name: two arrays of zeros are equal
            Map<String, NDArray> direction = new LinkedHashMap<>();
            for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
                float[] d = new float[(int) weight.getValue().size()];
                for (int i = 0; i < d.length; i++) {
                    d[i] = (float) random.nextGaussian();
                }
                NDArray step = manager.create(d, weight.getValue().getShape());
                direction.put(weight.getKey(), step);
                along += weight.getValue().getGradient().mul(step).sum().getFloat();
            }
            JniUtils.setGradMode(false);
            // near enough that ReLU6 seldom bends in between
            float reach = 1e-4f;
            direction.forEach((name, step) -> weights.get(name).addi(step.mul(reach)));
            double above = loss(network, images).getFloat();
            direction.forEach((name, step) -> weights.get(name).subi(step.mul(2 * reach)));
            double below = loss(network, images).getFloat();

            assertThat(weights).isNotEmpty();
            assertThat(Math.abs(along)).isGreaterThan(1e-3);
            assertThat((above - below) / (2 * reach)).isCloseTo(along, within(0.02 * Math.abs(along) + 2e-3));
        }
    }

    @Test
    void squareRootsTimesThemselvesAreTheMatrix() {
        JniUtils.setGradMode(false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray root = manager.randomNormal(new Shape(3, 6, 6));
            NDArray matrix =
                    root.batchMatMul(root.transpose(0, 2, 1)).add(manager.eye(6).mul(4));

            NDArray found = HighOrderAggregator.squareRoot(matrix);

            double error = found.batchMatMul(found).sub(matrix).abs().max().getFloat()
                    / matrix.max().getFloat();
            assertThat(error).isLessThan(0.02);
        }
    }

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/interaction | 15 | interaction is 15",
                "/scale | 0 | scale is 0",
                "/statistics | 0 | statistics is 0",
                "/attributes | -3 | attributes is -3",
                "/branches | [] | branches is 0",
                "/branches/0/blocks | 14 | blocks is 14",
                "/branches/0/width | 99 | width is 99",
                "/closed_form/weight | 0 | closedForm.weight is 0",
                "/closed_form/first_unit | 0 | closedForm.firstUnit is 0",
                "/closed_form/first_unit | 5 | closedForm.firstUnit is 5",
            })
    void refusesWhatCannotBe(String key, String value, String message) throws Exception {
        ObjectNode json = (ObjectNode) CLOSED.toJson();
        int cut = key.lastIndexOf('/');
        ObjectNode holder = (ObjectNode) json.at(key.substring(0, cut));
        holder.set(key.substring(cut + 1), new ObjectMapper().readTree(value));

        assertThatThrownBy(() -> UmZeroConfig.fromJson(json))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private static NDArray loss(UmZero network, NDArray images) {
        NDArray vectors = network.forward(new ParameterStore(images.getManager(), false), new NDList(images), true)
                .singletonOrThrow();
        NDArray weights = images.getManager().create(new float[] {1, -2, 3, -1, 2});
        return vectors.mul(weights).sum();
    }

    /** Weights with what starts at zero moved away from it. */
    private static Map<String, Tensor> shaken(UmZero network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Random random = new Random(1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            network.initialize(manager, DataType.FLOAT32);
            network.officialParameters().forEach((name, p) -> {
                float[] values = p.getArray().toFloatArray();
                if (name.contains("gate.") || name.contains("up.") || name.matches("closed_form\\.[a-z]+")) {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (values[i] + 0.3 * random.nextGaussian());
                    }
                }
                tensors.put(name, Tensor.of(values, p.getShape().getShape()));
            });
        }
        return tensors;
    }

    private static Checkpoint checkpoint(UmZeroConfig config) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            UmZero network = new UmZero(config, 3);
            network.load(manager, shaken(new UmZero(config, 3)));
            float[] middle = {0.5f, 0.5f, 0.5f};
            Manifest manifest = new Manifest(
                    Manifest.FORMAT_VERSION,
                    "small",
                    "1",
                    UmZero.ARCHITECTURE,
                    config.toJson(),
                    new ImageInput(SIDE, SIDE, middle, middle),
                    new SemanticSpace("five", List.of("a", "b", "c", "d", "e"), new float[0][]),
                    0,
                    -1,
                    "nothing",
                    "nothing",
                    Map.of(),
                    "none",
                    3,
                    "test",
                    "");
            return Checkpoint.of(manifest, network.toSafetensors());
        }
    }

    private static byte[] pixels(int batch) {
        byte[] pixels = new byte[batch * PICTURE];
        new Random(7).nextBytes(pixels);
        return pixels;
    }
}
