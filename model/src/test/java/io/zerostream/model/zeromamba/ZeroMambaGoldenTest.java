package io.zerostream.model.zeromamba;

import static io.zerostream.model.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.Golden;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.vmamba.VMambaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole small network, and the labels it leads to, against the reference, odd sizes included. */
class ZeroMambaGoldenTest {
    private static final double LIMIT = 4e-5;
    private static final VMambaConfig BACKBONE =
            new VMambaConfig(List.of(1, 1, 2, 1), List.of(16, 32, 64, 128), 1, 2, 4, 1000, 0);

    static Stream<Path> cases() throws IOException {
        return Golden.files("tiny", "forward_");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, Tensor> weights = new HashMap<>();
            Golden.read(manager, file.resolveSibling("weights.npz"))
                    .forEach((name, a) -> weights.put(
                            name, Tensor.of(a.toFloatArray(), a.getShape().getShape())));
            int embedding = (int) weights.get("VisionMamba.classifier2.V").shape()[1];
            ZeroMamba network = new ZeroMamba(new ZeroMambaConfig(BACKBONE, 20, embedding, 512), 0);
            network.load(manager, weights);
            Map<String, NDArray> g = Golden.read(manager, file);

            agrees(network.parts(new ParameterStore(manager, false), new NDList(g.get("x")), false), g, file);
            assertThat(network.getOutputShapes(new Shape[] {g.get("x").getShape()})[0])
                    .isEqualTo(g.get("fused").getShape());
            JniUtils.setGradMode(false);
            agrees(network.parts(new ParameterStore(manager, false), new NDList(g.get("x")), false), g, file);
            network.fuse(false);
            agrees(network.parts(new ParameterStore(manager, false), new NDList(g.get("x")), false), g, file);
            network.unfuse();
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    private static void agrees(ZeroMamba.Parts parts, Map<String, NDArray> g, Path file) throws IOException {
        assertClose("x_pre", parts.map().transpose(0, 3, 1, 2), g.get("x_pre"), LIMIT);
        assertClose("head_logits", parts.headLogits(), g.get("head_logits"), LIMIT);
        assertClose("global", parts.global(), g.get("global"), LIMIT);
        assertClose("attention", parts.attention(), g.get("attention"), LIMIT);
        assertClose("local_raw", parts.localRaw(), g.get("local_raw"), LIMIT);
        assertClose("fused", parts.fused(), g.get("fused"), LIMIT);
        labelsAgree(parts.fused(), g, Golden.read(parts.fused().getManager(), file.resolveSibling("attributes.npz")));
    }

    private static void labelsAgree(NDArray fused, Map<String, NDArray> g, Map<String, NDArray> classes) {
        Set<Long> seen =
                LongStream.of(classes.get("seen_classes").toLongArray()).boxed().collect(Collectors.toSet());
        float[] att = classes.get("att").toFloatArray();
        SemanticSpace space = new SemanticSpace(
                "tiny", IntStream.range(0, 20).mapToObj(Integer::toString).toList(), new float[0][]);
        Prototypes prototypes = Prototypes.of(
                space,
                IntStream.range(0, 12)
                        .mapToObj(c -> new Prototype(
                                Integer.toString(c), Arrays.copyOfRange(att, c * 20, (c + 1) * 20), seen.contains((long)
                                        c)))
                        .toList());
        double[] gammas = classes.get("gammas").toDoubleArray();
        int batch = (int) fused.getShape().get(0);
        long[] expected = g.get("gzsl_pred").toLongArray();
        for (int i = 0; i < gammas.length; i++) {
            List<Match> matches = new ClassScorer(prototypes, new ScoringOptions((float) gammas[i], -1, 1))
                    .match(fused.toFloatArray(), batch);
            for (int b = 0; b < batch; b++) {
                assertThat(matches.get(b).top().get(0).className())
                        .as("picture %d at gamma %s", b, gammas[i])
                        .isEqualTo(Long.toString(expected[i * batch + b]));
            }
        }
    }
}
