package io.zerostream.model.vmamba;

import static io.zerostream.model.Golden.assertClose;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import io.zerostream.model.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The blocked scan against the reference, values and gradients, hard steps included. */
class SelectiveScanGoldenTest {
    private static final double VALUES = 5e-6;
    private static final double GRADIENTS = 1e-5;
    /** s13 sums 1500 almost undamped terms; the reference's own noise is larger there. */
    private static final double GRADIENTS_OF_LONG_MEMORY = 3e-5;

    static Stream<Path> cases() throws IOException {
        return Golden.files("scan", "s");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = Golden.read(manager, file);
            List<String> inputs = Stream.of("u", "delta", "A", "B", "C", "D", "delta_bias")
                    .filter(g::containsKey)
                    .toList();
            inputs.forEach(name -> g.get(name).setRequiresGradient(true));
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray out = run(g);
                assertClose("out", out, g.get("out"), VALUES);
                collector.backward(out.mul(g.get("dout")).sum());
            }
            double limit = file.toString().contains("long_memory") ? GRADIENTS_OF_LONG_MEMORY : GRADIENTS;
            for (String name : inputs) {
                assertClose("d" + name, g.get(name).getGradient(), g.get("d" + name), limit);
            }
        }
    }

    /** From the reference's layout (B, G·D, L) to ours (G,B,L,D), and back. */
    private static NDArray run(Map<String, NDArray> g) {
        NDArray a = g.get("A");
        long b = g.get("u").getShape().get(0);
        long l = g.get("u").getShape().get(2);
        long groups = g.get("B").getShape().get(1);
        long d = a.getShape().get(0) / groups;
        NDArray step = g.get("delta");
        if (g.containsKey("delta_bias")) {
            step = step.add(g.get("delta_bias").reshape(1, groups * d, 1));
        }
        if (g.get("delta_softplus").toIntArray()[0] == 1) {
            step = Activation.softPlus(step);
        }
        NDArray y = SelectiveScan.blocked()
                .scan(
                        channelsLast(g.get("u"), b, groups, d, l),
                        channelsLast(step, b, groups, d, l),
                        a.reshape(groups, d, a.getShape().get(1)),
                        g.get("B").transpose(1, 0, 3, 2),
                        g.get("C").transpose(1, 0, 3, 2));
        NDArray out = y.transpose(1, 0, 3, 2).reshape(b, groups * d, l);
        return g.containsKey("D") ? out.add(g.get("u").mul(g.get("D").reshape(1, groups * d, 1))) : out;
    }

    private static NDArray channelsLast(NDArray x, long b, long groups, long d, long l) {
        return x.reshape(b, groups, d, l).transpose(1, 0, 3, 2);
    }
}
