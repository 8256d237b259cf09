package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.Starts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, for what is looked for ends the process. */
class ChannelsLastTest {
    private static final int LAST_UNITS = 11;
    private static final int MOST = 17;

    @Test
    @Timeout(300)
    void batchesOfAnySizeGoThroughOnOneThreadAndOnTwo(@TempDir Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ErrorFile=" + folder.resolve("error.log"),
                "-cp",
                System.getProperty("java.class.path")));
        for (String key : List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "offline", "ai.djl.offline")) {
            command.add(1, "-D" + key + "=" + System.getProperty(key, "true"));
        }
        command.add(ChannelsLastTest.class.getName());
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(process.waitFor()).as(() -> read(said)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The last units of the first network of the hybrid, on maps as pictures come. */
    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setGradMode(false);
            MobileNetV1 network = new MobileNetV1(1, 13, new Starts(0));
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 224, 224));
            for (int threads = 1; threads <= 2; threads++) {
                JniUtils.setNumThreads(threads);
                for (int n = 1; n <= MOST; n++) {
                    System.out.println(n + " pictures, threads " + threads);
                    try (NDManager batch = manager.newSubManager()) {
                        NDArray map = batch.ones(new Shape(n, 14, 14, 512)).transpose(0, 3, 1, 2);
                        network.run(new ParameterStore(manager, false), map, LAST_UNITS, network.depth(), false)
                                .toFloatArray();
                    }
                }
            }
        }
    }
}
