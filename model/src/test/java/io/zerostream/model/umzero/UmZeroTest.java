package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UmZeroTest extends UmZeroFixture {
    static List<UmZeroConfig> withoutAndWithClosedForm() {
        return List.of(SMALL, CLOSED);
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
}
