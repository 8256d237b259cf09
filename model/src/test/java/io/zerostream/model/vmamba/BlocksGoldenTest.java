package io.zerostream.model.vmamba;

import static io.zerostream.model.Golden.assertClose;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.zerostream.model.Golden;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Building blocks against the reference, values and gradients. Golden maps are (B,C,H,W), ours (B,H,W,C). */
class BlocksGoldenTest {
    private static final double VALUES = 5e-6;
    private static final double GRADIENTS = 2e-5;

    static Stream<Arguments> cases() throws IOException {
        Starts starts = new Starts(0);
        VMambaConfig two = config(2);
        VMambaConfig one = config(1);
        Map<String, Supplier<NamedBlock>> blocks = Map.of(
                "ss2d_ratio2.npz", () -> new SelectiveScan2d(32, two, starts),
                "ss2d_ratio1.npz", () -> new SelectiveScan2d(24, one, starts),
                "vssblock_ratio2.npz", () -> new VssBlock(32, 0, two, starts),
                "vssblock_ratio1.npz", () -> new VssBlock(24, 0, one, starts),
                "patch_embed_v2.npz", () -> new PatchEmbedding(16, starts),
                "downsample_v3.npz", () -> new Downsampling(16, 32, starts));
        return Golden.files("blocks", "")
                .filter(f -> blocks.containsKey(f.getFileName().toString()))
                .flatMap(f -> Stream.of("", "_odd")
                        .filter(suffix -> suffix.isEmpty() || f.toString().matches(".*(patch_embed|downsample).*"))
                        .map(suffix -> Arguments.of(
                                f,
                                suffix,
                                blocks.get(f.getFileName().toString()).get())));
    }

    @ParameterizedTest(name = "{0}{1}")
    @MethodSource("cases")
    void agreesWithTheReference(Path file, String suffix, NamedBlock block) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = Golden.read(manager, file);
            block.initialize(manager, DataType.FLOAT32);
            block.officialParameters().forEach((name, p) -> g.get("w." + name).copyTo(p.getArray()));
            NDArray x = g.get("x" + suffix);
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.zeroGradients();
                NDArray y = block.forward(new ParameterStore(manager, false), new NDList(x.transpose(0, 2, 3, 1)), true)
                        .singletonOrThrow()
                        .transpose(0, 3, 1, 2);
                assertClose("y", y, g.get("y" + suffix), VALUES);
                collector.backward(y.mul(g.get("dy" + suffix)).sum());
            }
            assertClose("dx", x.getGradient(), g.get("dx" + suffix), GRADIENTS);
            boolean hasTwoInputs = g.containsKey("x_odd");
            if (!hasTwoInputs || suffix.equals("_odd")) {
                // files with two inputs hold the second one's weight gradients under both names
                block.officialParameters()
                        .forEach((name, p) -> assertClose(
                                "g." + name, p.getArray().getGradient(), g.get("g." + name + suffix), GRADIENTS));
            }
        }
    }

    private static VMambaConfig config(float ratio) {
        return new VMambaConfig(List.of(1), List.of(32), 1, ratio, 4, 10, 0);
    }
}
