package io.zerostream.model.zeromamba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
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
}
