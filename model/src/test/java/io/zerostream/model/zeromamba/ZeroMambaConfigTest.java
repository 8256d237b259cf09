package io.zerostream.model.zeromamba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
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
                .hasMessageContaining("localHidden");
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
