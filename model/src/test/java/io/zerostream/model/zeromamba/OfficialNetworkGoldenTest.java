package io.zerostream.model.zeromamba;

import static io.zerostream.model.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.FormulaWeights;
import io.zerostream.model.Golden;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SemanticSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The published configurations: every parameter's name and shape, and the whole Small network's numbers. */
class OfficialNetworkGoldenTest {
    private static final int ATTRIBUTES = 312;
    private static final int CLASSES = 200;

    @BeforeEach
    void withoutGradients() {
        JniUtils.setGradMode(false);
    }

    @AfterEach
    void withGradients() {
        JniUtils.setGradMode(true);
    }

    static Stream<Arguments> configurations() {
        return Map.<String, IntFunction<ZeroMambaConfig>>of(
                        "tiny", ZeroMambaConfig::tiny, "small", ZeroMambaConfig::small, "base", ZeroMambaConfig::base)
                .entrySet()
                .stream()
                .map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void hasTheOfficialParameters(String name, IntFunction<ZeroMambaConfig> preset) throws IOException {
        JsonNode golden = Golden.json("official", "state_dict_" + name + ".json");
        for (JsonNode dataSet : golden.get("zeromamba")) {
            Map<String, List<Long>> expected = new LinkedHashMap<>();
            golden.get("state_dict")
                    .forEach(p -> expected.put("VisionMamba." + p.get("key").asText(), shape(p)));
            dataSet.get("extra_keys").forEach(p -> expected.put(p.get("key").asText(), shape(p)));

            ZeroMamba network =
                    new ZeroMamba(preset.apply(dataSet.get("attributes").asInt()), 0);

            Map<String, List<Long>> actual = new LinkedHashMap<>();
            network.officialParameters()
                    .forEach((key, p) -> actual.put(
                            key, Arrays.stream(p.getShape().getShape()).boxed().toList()));
            assertThat(new ArrayList<>(actual.entrySet())).isEqualTo(new ArrayList<>(expected.entrySet()));
        }
    }

    private static List<Long> shape(JsonNode parameter) {
        return StreamSupport.stream(parameter.get("shape").spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"224, 2", "448, 1"})
    void agreesWithTheReferenceAsAWhole(int size, int pictures) throws IOException {
        JniUtils.setGradMode(false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = Golden.read(manager, Golden.file("official", "whole_small_" + size + ".npz"));
            ZeroMamba network = new ZeroMamba(ZeroMambaConfig.small(ATTRIBUTES), 0);
            network.officialParameters()
                    .forEach((name, p) -> p.setInitializer(
                            (m, shape, type) -> m.create(FormulaWeights.parameter(name, shape), shape)));
            network.initialize(manager, DataType.FLOAT32);
            NDArray images = manager.create(
                    FormulaWeights.pictures(Integer.toString(size), pictures, size),
                    new Shape(pictures, 3, size, size));
            assertThat(images.flatten().get(":16").toFloatArray())
                    .containsExactly(Arrays.copyOf(g.get("x_first").toFloatArray(), 16));

            if (size == 224) {
                agrees(network.parts(new ParameterStore(manager, false), new NDList(images), false), g);
            }
            network.fuse(false);
            agrees(network.parts(new ParameterStore(manager, false), new NDList(images), false), g);
            network.unfuse();
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    private static void agrees(ZeroMamba.Parts parts, Map<String, NDArray> g) {
        assertClose("x_pre", parts.map().transpose(0, 3, 1, 2), g.get("x_pre"), 5e-5);
        assertClose("head_logits", parts.headLogits(), g.get("head_logits"), 2e-5);
        assertClose("global", parts.global(), g.get("global"), 2e-5);
        assertClose("local_raw", parts.localRaw(), g.get("local_raw"), 2e-5);
        assertClose("fused", parts.fused(), g.get("fused"), 2e-5);
        labelsAgree(parts.fused().toFloatArray(), g);
    }

    private static void labelsAgree(float[] fused, Map<String, NDArray> g) {
        float[] att = FormulaWeights.attributes(CLASSES, ATTRIBUTES);
        SemanticSpace space = new SemanticSpace(
                "official",
                IntStream.range(0, ATTRIBUTES).mapToObj(Integer::toString).toList(),
                new float[0][]);
        Prototypes prototypes = Prototypes.of(
                space,
                IntStream.range(0, CLASSES)
                        .mapToObj(c -> new Prototype(
                                Integer.toString(c),
                                Arrays.copyOfRange(att, c * ATTRIBUTES, (c + 1) * ATTRIBUTES),
                                c % 4 != 3))
                        .toList());
        double[] gammas = g.get("gammas").toDoubleArray();
        long[] expected = g.get("gzsl_pred").toLongArray();
        for (int i = 0; i < gammas.length; i++) {
            List<Match> matches = new ClassScorer(prototypes, new ScoringOptions((float) gammas[i], -1, 1))
                    .match(fused, fused.length / ATTRIBUTES);
            for (int b = 0; b < matches.size(); b++) {
                assertThat(matches.get(b).top().get(0).className())
                        .as("picture %d at gamma %s", b, gammas[i])
                        .isEqualTo(Long.toString(expected[i * matches.size() + b]));
            }
        }
    }
}
