package io.zerostream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroShotModelsTest {
    private static final ZeroMambaConfig CONFIG =
            new ZeroMambaConfig(new VMambaConfig(List.of(1, 1), List.of(8, 16), 1, 1, 2, 10, 0), 5, 6, 8);

    @TempDir
    private Path folder;

    @Test
    void opensWhatWasWritten() {
        checkpoint(1).write(folder);
        byte[] pixels = pictures(3);

        try (ZeroShotModel model = ZeroShotModels.open(folder, Device.cpu())) {
            float[] vectors = model.embed(pixels, 3);

            assertThat(vectors).hasSize(15).doesNotContain(Float.NaN);
            assertThat(model.space().name()).isEqualTo("toy");
            assertThat(model.embed(pixels, 3)).isEqualTo(vectors);
        }
    }

    @Test
    void aPicturesVectorDoesNotDependOnItsBatch() {
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint(1), Device.cpu())) {
            byte[] pixels = pictures(4);
            float[] together = model.embed(pixels, 4);
            for (int i = 0; i < 4; i++) {
                byte[] one = java.util.Arrays.copyOfRange(pixels, i * 32 * 32 * 3, (i + 1) * 32 * 32 * 3);
                float[] alone = model.embed(one, 1);
                for (int j = 0; j < 5; j++) {
                    assertThat(alone[j]).isCloseTo(together[i * 5 + j], org.assertj.core.api.Assertions.within(1e-5f));
                }
            }
        }
    }

    @Test
    void theSameSeedMakesTheSameNetwork() {
        assertThat(checkpoint(7).manifest().sha256())
                .isEqualTo(checkpoint(7).manifest().sha256());
        assertThat(checkpoint(7).manifest().sha256())
                .isNotEqualTo(checkpoint(8).manifest().sha256());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesAWeightThatIsNotFiniteByItsPlace(float value) {
        Checkpoint good = checkpoint(1);
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(good.tensors()));
        String name = tensors.keySet().stream()
                .filter(key -> tensors.get(key).shape().length == 2)
                .findFirst()
                .orElseThrow();
        long[] shape = tensors.get(name).shape();
        float[] values = tensors.get(name).toFloats();
        values[values.length - 1] = value;
        tensors.put(name, Tensor.of(values, shape));
        Checkpoint spoilt = Checkpoint.of(good.manifest(), Safetensors.write(tensors, Map.of()));

        assertThatThrownBy(() -> ZeroShotModels.open(spoilt, Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining(value + " at [" + (shape[0] - 1) + ", " + (shape[1] - 1) + "]");
    }

    @Test
    void refusesADamagedCheckpoint() throws IOException {
        checkpoint(1).write(folder);
        Path tensors = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(tensors);
        bytes[bytes.length - 1] ^= 1;
        Files.write(tensors, bytes);

        assertThatThrownBy(() -> ZeroShotModels.open(folder, Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void refusesTensorsOfAnotherNetwork() {
        Manifest manifest = manifest(new ZeroMambaConfig(CONFIG.backbone(), 5, 6, 9).toJson());

        assertThatThrownBy(() -> ZeroShotModels.open(
                        Checkpoint.of(manifest, checkpoint(1).tensors()), Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("clf_head2.0.weight");
    }

    @Test
    void refusesASpaceOfAnotherSize() {
        Manifest manifest = manifest(new ZeroMambaConfig(CONFIG.backbone(), 4, 6, 8).toJson());

        assertThatThrownBy(() -> ZeroShotModels.open(
                        Checkpoint.of(manifest, checkpoint(1).tensors()), Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gives 4 values a picture, but its space 'toy' has 5 attributes");
    }

    @Test
    void refusesAnUnknownArchitecture() {
        Manifest known = manifest(CONFIG.toJson());
        String json = known.toJson().replace("\"" + ZeroMamba.ARCHITECTURE + "\"", "\"perceptron\"");

        assertThatThrownBy(() -> ZeroShotModels.open(
                        Checkpoint.of(Manifest.fromJson(json), checkpoint(1).tensors()), Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'perceptron' is unknown")
                .hasMessageContaining(ZeroMamba.ARCHITECTURE);
    }

    @Test
    void leavesTheThreadsGradientModeAsItWas() {
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint(1), Device.cpu())) {
            for (boolean mode : new boolean[] {true, false, true}) {
                JniUtils.setGradMode(mode);
                model.embed(pictures(1), 1);
                assertThat(JniUtils.isGradMode()).isEqualTo(mode);
            }
        }
    }

    @Test
    void servesSeveralThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint(1), Device.cpu())) {
            byte[] pixels = pictures(2);
            float[] expected = model.embed(pixels, 2);
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(threads.submit(() -> model.embed(pixels, 2)));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void refusesUseAfterClosing() {
        ZeroShotModel model = ZeroShotModels.open(checkpoint(1), Device.cpu());
        model.close();
        model.close();

        assertThatThrownBy(() -> model.embed(pictures(1), 1)).hasMessageContaining("closed");
    }

    static byte[] pictures(int count) {
        byte[] pixels = new byte[count * 32 * 32 * 3];
        new Random(2).nextBytes(pixels);
        return pixels;
    }

    static Checkpoint checkpoint(long seed) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = new ZeroMamba(CONFIG, seed);
            network.initialize(manager, DataType.FLOAT32);
            return Checkpoint.of(manifest(CONFIG.toJson()), network.toSafetensors());
        }
    }

    private static Manifest manifest(com.fasterxml.jackson.databind.JsonNode config) {
        return Manifest.named("toy", ZeroMamba.ARCHITECTURE)
                .version("1")
                .config(config)
                .input(ImageInput.imageNet(32, 32))
                .space(new SemanticSpace(
                        "toy", IntStream.range(0, 5).mapToObj(i -> "a" + i).toList(), new float[0][]))
                .scoring(new SeenPenalty(0.1f, Calibration.SOFTMAX), -1, "nothing")
                .dataset("none")
                .metrics(Map.of("T1", 0.5))
                .createdBy("test")
                .build();
    }
}
