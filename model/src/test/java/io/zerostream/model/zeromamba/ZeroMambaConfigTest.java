package io.zerostream.model.zeromamba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZeroMambaConfigTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void nanoStaysSmall() {
        ZeroMamba network = new ZeroMamba(ZeroMambaConfig.nano(36), 0);

        long parameters = network.officialParameters().values().stream()
                .mapToLong(p -> p.getShape().size())
                .sum();

        assertThat(parameters).isBetween(600_000L, 750_000L);
        assertThat(network.getOutputShapes(new Shape[] {new Shape(5, 3, 64, 64)}))
                .containsExactly(new Shape(5, 36));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/attributes | 0 | attributes",
                "/local_hidden | 1000000000 | localHidden",
                "/embedding_size | -1 | embeddingSize",
                "/backbone/depths | [1,1,2000000000,1] | depths[2]",
                "/backbone/depths | [1,1] | must name the same stages",
                "/backbone/depths | [] | must name the same stages",
                "/backbone/dims | [1,48,96,192] | dims[0]",
                "/backbone/dims | [24,48,96,2000000000] | dims[3]",
                "/backbone/state_size | 0 | stateSize",
                "/backbone/ssm_ratio | 0.001 | ssmRatio",
                "/backbone/mlp_ratio | 1e30 | mlpRatio",
                "/backbone/head_classes | 0 | headClasses",
                "/backbone/drop_path | 1 | dropPath",
                "/backbone | null | backbone",
                "/attributes | \"many\" | attributes"
            })
    void namesWhatCannotBe(String key, String value, String named) throws Exception {
        ObjectNode json = (ObjectNode) ZeroMambaConfig.nano(36).toJson();
        int slash = key.lastIndexOf('/');
        ((ObjectNode) json.at(key.substring(0, slash))).set(key.substring(slash + 1), JSON.readTree(value));

        assertThatThrownBy(() -> ZeroMambaConfig.fromJson(json))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(named);
    }

    @Test
    void refusesWhatIsNoConfiguration() throws Exception {
        for (String text : new String[] {"{}", "[]", "3", "{\"unknown\":1}"}) {
            JsonNode json = JSON.readTree(text);
            assertThatThrownBy(() -> ZeroMambaConfig.fromJson(json)).isInstanceOf(ModelException.class);
        }
    }

    @Test
    void partsOfSizeZeroAreNotThere() {
        VMambaConfig backbone = VMambaConfig.nano();
        ZeroMambaConfig global = new ZeroMambaConfig(backbone, 5, 0, 0);
        assertThat(new ZeroMamba(global, 1).officialParameters().keySet())
                .noneMatch(name -> name.contains("classifier2") || name.startsWith("clf_head2"));
        assertThat(new ZeroMamba(new ZeroMambaConfig(backbone, 5, 8, 0), 1)
                        .officialParameters()
                        .keySet())
                .contains("VisionMamba.classifier2.V")
                .noneMatch(name -> name.startsWith("clf_head2"));
        assertThat(ZeroMambaConfig.fromJson(global.toJson())).isEqualTo(global);
        assertThatThrownBy(() -> new ZeroMambaConfig(backbone, 5, 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without SLP");
    }

    /** Each part alone left out, as the paper's ablation does; the names of weights are those of what is left. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GRL | clf_head.",
                "SEF | clf_head2.",
                "SLP SEF | VisionMamba.classifier2.",
            })
    void partsCanBeLeftOutByName(String parts, String gone) {
        Set<ZeroMambaConfig.Part> without = Arrays.stream(parts.split(" "))
                .map(ZeroMambaConfig.Part::valueOf)
                .collect(Collectors.toSet());
        ZeroMambaConfig config = new ZeroMambaConfig(VMambaConfig.nano(), 5, 8, 16, without);
        assertThat(ZeroMambaConfig.fromJson(config.toJson())).isEqualTo(config);
        ZeroMamba network = new ZeroMamba(config, 1);
        assertThat(network.officialParameters().keySet()).noneMatch(name -> name.startsWith(gone));

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Shape pictures = new Shape(2, 3, 64, 64);
            network.initialize(manager, DataType.FLOAT32, pictures);
            NDArray images = manager.randomNormal(pictures);
            ZeroMamba.Parts found = network.parts(new ParameterStore(manager, false), new NDList(images), false);
            NDArray expected = without.contains(ZeroMambaConfig.Part.GRL)
                    ? SemanticLocalProjection.unit(found.fused())
                    : without.contains(ZeroMambaConfig.Part.SLP)
                            ? found.global()
                            : found.global().add(found.localRaw());
            assertThat(found.fused().sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
            network.officialParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
            float loss = ZeroMambaGradients.add(network, new ParameterStore(manager, false), images, all -> all.fused()
                    .sum());
            assertThat(loss).isFinite();
            assertThat(network.officialParameters()
                            .get("VisionMamba.patch_embed.0.weight")
                            .getArray()
                            .getGradient()
                            .abs()
                            .max()
                            .getFloat())
                    .isPositive();
        }
    }

    @Test
    void aManifestWithoutTheKeyHasAllParts() {
        ObjectNode json = (ObjectNode) ZeroMambaConfig.nano(36).toJson();
        json.remove("without");
        assertThat(ZeroMambaConfig.fromJson(json)).isEqualTo(ZeroMambaConfig.nano(36));
        json.putArray("without").add("SLP");
        assertThatThrownBy(() -> ZeroMambaConfig.fromJson(json)).hasMessageContaining("leave it out as well");
        json.putArray("without").add("SLP").add("SEF").add("GRL");
        assertThatThrownBy(() -> ZeroMambaConfig.fromJson(json)).hasMessageContaining("keep one of them");
    }

    @Test
    void withoutFusionTheRawScoresAreAddedToTheGlobalVector() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            ZeroMamba network = new ZeroMamba(new ZeroMambaConfig(VMambaConfig.nano(), 5, 8, 0), 1);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 32, 32));
            ZeroMamba.Parts parts = network.parts(
                    new ParameterStore(manager, false),
                    new NDList(manager.randomNormal(new Shape(2, 3, 32, 32))),
                    false);
            assertThat(parts.fused().toFloatArray())
                    .isEqualTo(parts.global().add(parts.localRaw()).toFloatArray());
        }
    }
}
