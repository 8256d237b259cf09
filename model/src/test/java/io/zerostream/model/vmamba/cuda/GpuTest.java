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
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.Ss2dKernel.Inputs;
import io.zerostream.model.vmamba.VMamba;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a GPU can show, on the engine's arrays; {@code mvn -Pgpu} runs it, and it fails where there is none. */
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

    @ParameterizedTest(name = "{0} x {1}x{2}x{3}, rank {4}, {5} states")
    @CsvSource({
        "2, 9, 13, 70, 6, 1",
        "1, 56, 56, 192, 6, 1",
        "2, 28, 28, 384, 12, 1",
        "1, 14, 14, 768, 24, 1",
        "3, 7, 7, 1536, 48, 1",
        "2, 5, 7, 10, 1, 4"
    })
    void theEnginesArraysAgreeWithTheTensorForm(int b, int h, int w, int d, int r, int n) {
        try (NDManager gpu = NDManager.newBaseManager(GPU, "PyTorch")) {
            CudaSs2dTest.agreesWithTheTensorForm(
                    gpu, new CudaSs2d(), ScanCase.random(new int[] {b, h, w, d, r, n}, -4, 7));
        }
    }

    /** The engine keeps what it once took, so only the first calls may take memory of the GPU. */
    @Test
    void thousandsOfCallsTakeNoMemory() {
        ScanCase scan = ScanCase.random(new int[] {4, 28, 28, 384, 12, 1}, -4, 7);
        try (NDManager gpu = NDManager.newBaseManager(GPU, "PyTorch")) {
            Inputs in = CudaSs2dTest.inputs(gpu, scan);
            NDArray upstream = gpu.create(scan.upstream(), in.x().getShape());
            long before = 0;
            for (int call = 0; call < 3_000; call++) {
                if (call == 50) {
                    before = DriverMemory.free(CudaLibrary.device(GPU));
                }
                try (NDManager room = gpu.newSubManager()) {
                    room.tempAttachAll(in.x());
                    new CudaSs2d().forward(in);
                    new CudaSs2d().backward(in, upstream);
                }
            }
            assertThat(before - DriverMemory.free(CudaLibrary.device(GPU)))
                    .as("bytes taken")
                    .isLessThan(8 << 20);
        }
    }

    /** VMamba-Small at 224: how long a batch takes with the kernels and in tensor operations, for people to read. */
    @ParameterizedTest(name = "{0} pictures")
    @ValueSource(ints = {1, 8, 32})
    void tellsTheNetworksTimes(int pictures, TestReporter reporter) {
        double kernels = milliseconds(pictures, "auto");
        double tensors = milliseconds(pictures, "tensor");
        reporter.publishEntry(
                "times",
                String.format(
                        Locale.ROOT,
                        "VMamba-Small, %d at 224: kernels %.2f ms, tensor operations %.2f ms",
                        pictures,
                        kernels,
                        tensors));
        assertThat(kernels).isLessThan(tensors);
    }

    /** Batches come in every size, so a size that is new may not cost much; the engine's libraries remember by thread. */
    @Test
    void tellsWhatASizeCostsThatIsNew(TestReporter reporter) {
        try (NDManager gpu = NDManager.newBaseManager(GPU, "PyTorch")) {
            VMamba network = small(gpu);
            double first = 0;
            double second = 0;
            List<Integer> sizes = List.of(2, 1, 7, 4, 12, 9, 5, 16);
            for (int pictures : sizes) {
                NDArray batch = gpu.randomNormal(new Shape(pictures, 3, 224, 224));
                first += milliseconds(network, batch);
                second += milliseconds(network, batch);
            }
            reporter.publishEntry(
                    "times",
                    String.format(
                            Locale.ROOT,
                            "VMamba-Small, the first batch of a size %.1f ms, the second %.1f ms (mean of %d sizes)",
                            first / sizes.size(),
                            second / sizes.size(),
                            sizes.size()));
        }
    }

    private static double milliseconds(int pictures, String kernel) {
        System.setProperty(Kernels.PROPERTY, kernel);
        try (NDManager gpu = NDManager.newBaseManager(GPU, "PyTorch")) {
            VMamba network = small(gpu);
            NDArray batch = gpu.randomNormal(new Shape(pictures, 3, 224, 224));
            double sum = 0;
            for (int i = -2; i < 8; i++) {
                double took = milliseconds(network, batch);
                sum += i < 0 ? 0 : took;
            }
            return sum / 8;
        } finally {
            System.clearProperty(Kernels.PROPERTY);
        }
    }

    private static VMamba small(NDManager gpu) {
        VMamba network = new VMamba(VMambaConfig.small(), new Starts(1));
        network.initialize(gpu, DataType.FLOAT32, new Shape(1, 3, 224, 224));
        network.freezeParameters(true);
        return network;
    }

    private static double milliseconds(VMamba network, NDArray batch) {
        long start = System.nanoTime();
        try (NDManager room = batch.getManager().newSubManager()) {
            room.tempAttachAll(batch);
            network.forward(new ParameterStore(room, false), new NDList(batch), false)
                    .head()
                    .sum()
                    .getFloat();
        }
        return (System.nanoTime() - start) / 1e6;
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
