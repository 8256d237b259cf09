package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** In a JVM of its own whose heap is fixed and resident from the start, so that what grows is native memory. */
    @Test
    void thousandsOfForwardsLeaveNativeMemoryFlat() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "resident memory is read from /proc, which this system lacks");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path")));
        for (String key : List.of(
                "DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "offline", "ai.djl.offline", "ai.djl.pytorch.num_threads")) {
            command.add(1, "-D" + key + "=" + System.getProperty(key, "1"));
        }
        command.add(ForwardLoop.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Long> resident = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .toList();

        assertThat(process.waitFor()).isZero();
        // leaking only the smallest map of a forward would be 10 MiB, leaking all of them some 200 MiB
        assertThat(resident.get(1) - resident.get(0))
                .as("growth in 2500 forwards, KiB")
                .isLessThan(8 * 1024);
    }

    /** Prints resident memory after warming up and after 3000 forwards more. */
    static final class ForwardLoop {
        private ForwardLoop() {}

        public static void main(String[] args) throws IOException {
            try (ZeroShotModel model = ZeroShotModels.open(checkpoint(1), Device.cpu())) {
                byte[] pixels = pictures(4);
                for (int i = 0; i <= 5000; i++) {
                    model.embed(pixels, 4);
                    if (i == 2000 || i == 5000) {
                        Files.readAllLines(Path.of("/proc/self/status")).stream()
                                .filter(line -> line.startsWith("VmRSS"))
                                .forEach(System.out::println);
                    }
                }
            }
        }
    }

    private static byte[] pictures(int count) {
        byte[] pixels = new byte[count * 32 * 32 * 3];
        new Random(2).nextBytes(pixels);
        return pixels;
    }

    private static Checkpoint checkpoint(long seed) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = new ZeroMamba(CONFIG, seed);
            network.initialize(manager, DataType.FLOAT32);
            return Checkpoint.of(manifest(CONFIG.toJson()), network.toSafetensors());
        }
    }

    private static Manifest manifest(com.fasterxml.jackson.databind.JsonNode config) {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                "toy",
                "1",
                ZeroMamba.ARCHITECTURE,
                config,
                ImageInput.imageNet(32, 32),
                new SemanticSpace(
                        "toy", IntStream.range(0, 5).mapToObj(i -> "a" + i).toList(), new float[0][]),
                0.1f,
                -1,
                "nothing",
                "none",
                Map.of("T1", 0.5),
                "none",
                1,
                "test",
                "");
    }
}
