package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The closed form, computed a second time in plain Java from the tensors of the file. */
class ClosedFormTermTest extends UmZeroFixture {
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
}
