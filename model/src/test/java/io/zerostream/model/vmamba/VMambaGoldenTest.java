package io.zerostream.model.vmamba;

import static io.zerostream.model.Golden.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.zerostream.model.Golden;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The small backbone stage by stage, so that a deviation is found where it begins. */
class VMambaGoldenTest {
    private static final double LIMIT = 4e-5;
    private static final String PREFIX = "VisionMamba.";
    private static final VMambaConfig CONFIG =
            new VMambaConfig(List.of(1, 1, 2, 1), List.of(16, 32, 64, 128), 1, 2, 4, 1000, 0);
    /** What the trunk's members give; empty inside a stage. */
    private static final List<String> STAGES = Arrays.asList(
            "patch_embed",
            "stage0_blocks",
            "stage0_down",
            "stage1_blocks",
            "stage1_down",
            "",
            "stage2_blocks",
            "stage2_down",
            "stage3_blocks");

    static Stream<Path> cases() throws IOException {
        return Golden.files("tiny", "forward_");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyStageAgreesWithTheReference(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, Tensor> weights = new HashMap<>();
            Golden.read(manager, file.resolveSibling("weights.npz")).forEach((name, a) -> {
                if (name.startsWith(PREFIX) && !name.contains("classifier2")) {
                    weights.put(
                            name.substring(PREFIX.length()),
                            Tensor.of(a.toFloatArray(), a.getShape().getShape()));
                }
            });
            VMamba backbone = new VMamba(CONFIG, new Starts(0));
            backbone.load(manager, weights);
            Map<String, NDArray> g = Golden.read(manager, file);

            NDArray map = g.get("x").transpose(0, 2, 3, 1);
            Iterator<String> stages = STAGES.iterator();
            for (NamedBlock block : backbone.trunk()) {
                map = block.forward(new ParameterStore(manager, false), new NDList(map), false)
                        .singletonOrThrow();
                String stage = stages.next();
                if (!stage.isEmpty()) {
                    assertClose(stage, map.transpose(0, 3, 1, 2), g.get(stage), LIMIT);
                }
            }
        }
    }
}
