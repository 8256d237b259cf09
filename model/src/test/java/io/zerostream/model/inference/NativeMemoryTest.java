package io.zerostream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.zerostream.model.LiveArrays;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.model.zeromamba.ZeroMambaGradients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In JVMs of their own whose heap is fixed and resident from the start, so that what grows is native memory. */
class NativeMemoryTest {
    /** Leaking only the smallest map of each call would be more. */
    private static final long ALLOWED_KIB = 8 * 1024;

    @ParameterizedTest(name = "{0}, {2} after {1} to warm up, kernels {3}")
    @CsvSource({
        "forward, 3000, 10000, auto",
        "forward, 1000, 1000, native",
        "forward, 1000, 2000, tensor",
        "train, 500, 1000, auto",
        "train, 200, 300, tensor"
    })
    void staysFlatOverThousandsOf(String work, int warmUp, int count, String kernel) throws Exception {
        Assumptions.assumeTrue(
                !kernel.equals("native") || CpuLibrary.isAvailable(), "there are no native kernels on this machine");
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "resident memory is read from /proc, which this system lacks");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                // the optimising compiler takes and frees tens of megabytes at moments of its own choice
                "-XX:TieredStopAtLevel=1",
                "-Dzerostream.kernel=" + kernel,
                "-cp",
                System.getProperty("java.class.path")));
        for (String key : List.of(
                "DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "offline", "ai.djl.offline", "ai.djl.pytorch.num_threads")) {
            command.add(1, "-D" + key + "=" + System.getProperty(key, "1"));
        }
        command.addAll(List.of(
                NativeMemoryTest.class.getName(), work, Integer.toString(warmUp), Integer.toString(warmUp + count)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<Long> resident = numbers(said, "VmRSS");
        List<Long> arrays = numbers(said, "arrays");

        assertThat(process.waitFor()).isZero();
        assertThat(resident.get(1) - resident.get(0))
                .as("growth of resident memory in KiB, from %s", resident)
                .isLessThan(ALLOWED_KIB);
        // a view of a weight is a few hundred bytes, which the bound above does not see
        assertThat(arrays.get(1)).as("arrays held").isEqualTo(arrays.get(0));
    }

    private static List<Long> numbers(String said, String key) {
        return said.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .toList();
    }

    /** Prints resident memory and the number of arrays after args[1] and after args[2] repetitions. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("forward")) {
            byte[] pixels = ZeroShotModelsTest.pictures(4);
            try (ZeroShotModel model = ZeroShotModels.open(ZeroShotModelsTest.checkpoint(1), Device.cpu())) {
                repeat(args, () -> model.embed(pixels, 4));
            }
        } else {
            train(args);
        }
    }

    private static void train(String[] args) throws IOException {
        Shape pictures = new Shape(2, 3, 48, 48);
        VMambaConfig backbone = new VMambaConfig(List.of(1, 1), List.of(16, 32), 1, 2, 2, 10, 0.1f);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = new ZeroMamba(new ZeroMambaConfig(backbone, 5, 4, 8), 1);
            network.initialize(manager, DataType.FLOAT32, pictures);
            network.officialParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
            repeat(args, () -> {
                network.fuse(true);
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray images = scratch.randomNormal(pictures);
                    ZeroMambaGradients.add(network, new ParameterStore(manager, false), images, parts -> parts.fused()
                            .sum());
                }
            });
            network.unfuse();
        }
    }

    private static void repeat(String[] args, Runnable work) throws IOException {
        List<String> marks = List.of(args[1], args[2]);
        for (int i = 1; i <= Integer.parseInt(args[2]); i++) {
            work.run();
            if (marks.contains(Integer.toString(i))) {
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .forEach(System.out::println);
                System.out.println("arrays: " + LiveArrays.count());
            }
        }
    }
}
