package io.zerostream.model.vmamba.cuda;

import static io.zerostream.model.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What only a GPU can show; {@code mvn -Pgpu} runs it, and it fails where there is none. */
@Tag("gpu")
class GpuTest {
    private static final Device GPU = Device.gpu(0);
    private boolean gradients;

    @BeforeAll
    static void thereIsAGpuWithTheKernels() {
        assertThat(Engine.getEngine("PyTorch").getGpuCount())
                .as("GPUs that the engine sees; its library must be one for CUDA, see docs/operations.md")
                .isPositive();
        assertThat(CudaLibrary.isAvailable(GPU)).as(CudaLibrary.describe(GPU)).isTrue();
    }

    @BeforeEach
    void recordNothing() {
        gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
    }

    @AfterEach
    void recordAgain() {
        JniUtils.setGradMode(gradients);
    }

    static Stream<Path> scans() throws IOException {
        return GoldenScan.cases();
    }

    @ParameterizedTest
    @MethodSource("scans")
    void meetsTheScan(Path file) throws IOException {
        GoldenScan.meet(new KernelRun(CudaLibrary.device(GPU), () -> new DeviceMemory(GPU)), file);
    }

    @ParameterizedTest(name = "{0} x {1}x{2}x{3}, rank {4}, {5} states")
    @CsvSource({
        "1, 1, 1, 1, 1, 1",
        "2, 9, 13, 70, 6, 1",
        "1, 56, 56, 192, 6, 1",
        "2, 28, 28, 384, 12, 1",
        "1, 14, 14, 768, 24, 1",
        "3, 7, 7, 1536, 48, 1",
        "2, 5, 7, 10, 1, 4",
        "1, 6, 5, 6, 2, 16"
    })
    void meetsTheDefinition(int b, int h, int w, int d, int r, int n) {
        new KernelRun(CudaLibrary.device(GPU), () -> new DeviceMemory(GPU))
                .meetsTheDefinition(ScanCase.random(new int[] {b, h, w, d, r, n}, -4, 7), 5e-6, 3e-5);
    }

    /** The whole network: the GPU with its kernel against the CPU with its own. */
    @Test
    void aNetworkGivesTheVectorsThatTheCpuGives() {
        Shape pictures = new Shape(3, 3, 96, 64);
        float[] values;
        try (NDManager cpu = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            values = cpu.randomNormal(pictures).toFloatArray();
            NDArray expected = vectors(cpu, pictures, values);
            try (NDManager gpu = NDManager.newBaseManager(GPU, "PyTorch")) {
                assertThat(Kernels.ss2d(GPU)).isInstanceOf(CudaSs2d.class);
                NDArray actual = vectors(gpu, pictures, values).toDevice(Device.cpu(), true);
                // products of matrices may be rounded to TF32 there
                assertClose("vectors", actual, expected, 5e-3);
            }
        }
    }

    private static NDArray vectors(NDManager manager, Shape pictures, float[] values) {
        VMambaConfig backbone = new VMambaConfig(List.of(1, 2), List.of(32, 64), 1, 2f, 4f, 30, 0f);
        ZeroMamba network = new ZeroMamba(new ZeroMambaConfig(backbone, 9, 6, 12), 5);
        network.initialize(manager, DataType.FLOAT32, pictures);
        return network.forward(new ParameterStore(manager, false), new NDList(manager.create(values, pictures)), false)
                .singletonOrThrow();
    }
}
