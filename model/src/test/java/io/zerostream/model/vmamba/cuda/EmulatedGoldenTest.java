package io.zerostream.model.vmamba.cuda;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.Golden;
import io.zerostream.model.vmamba.Ss2dKernel.Inputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels' source on the host against the reference implementation's numbers. */
class EmulatedGoldenTest {
    static Stream<Path> scans() throws IOException {
        return GoldenScan.cases();
    }

    @ParameterizedTest
    @MethodSource("scans")
    void meetsTheScan(Path file) throws IOException {
        GoldenScan.meet(new KernelRun(new EmulatedGpu(1), HostMemory::new), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ss2d_ratio1.npz", "ss2d_ratio2.npz"})
    void meetsTheCoreOfTheBlock(String name) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = Golden.read(manager, Golden.file("blocks", name));
            NDArray x = g.get("i.act").transpose(0, 2, 3, 1);
            long d = x.getShape().get(3);
            NDArray projection = g.get("w.x_proj_weight");
            NDArray p = x.reshape(-1, d).matMul(projection.reshape(-1, d).transpose());
            Inputs in = new Inputs(
                    x,
                    p.reshape(
                            x.getShape().get(0),
                            x.getShape().get(1),
                            x.getShape().get(2),
                            -1),
                    g.get("w.dt_projs_weight").transpose(0, 2, 1),
                    g.get("w.dt_projs_bias"),
                    g.get("w.A_logs").exp().neg().reshape(4, d, -1),
                    g.get("w.Ds").reshape(4, d));

            NDArray y = new CudaSs2d(device -> new EmulatedGpu(4)).forward(in);

            NDArray merged = g.get("i.merged");
            Shape flat = new Shape(merged.getShape().get(0), merged.getShape().get(2), d);
            Golden.assertClose("merged", y.reshape(flat).transpose(0, 2, 1), merged, 5e-6);
        }
    }
}
