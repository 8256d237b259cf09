package io.zerostream.model.vmamba;

import static io.zerostream.model.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.model.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The four scan orders against the reference: bit by bit one way, up to the order of additions the other. */
class CrossScanGoldenTest {
    static Stream<Path> cases() throws IOException {
        return Golden.files("crossscan", "c");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = Golden.read(manager, file);
            NDArray x = g.get("x").transpose(0, 2, 3, 1);
            long h = x.getShape().get(1);
            long w = x.getShape().get(2);

            NDArray scan = CrossScan.scan(x).transpose(1, 0, 3, 2);

            assertThat(scan.contentEquals(g.get("scan"))).as("scan").isTrue();

            NDArray in = g.get("merge_in");
            long b = in.getShape().get(0);
            long c = in.getShape().get(2);
            NDArray merge = CrossScan.merge(in.reshape(b, 4, c, h * w).transpose(1, 0, 3, 2), h, w)
                    .reshape(b, h * w, c)
                    .transpose(0, 2, 1);
            assertClose("merge", merge, g.get("merge"), 1e-6);
        }
    }
}
