package io.zerostream.model.checkpoint.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose names training programs have wrapped: around all names, around most, inside. */
class WrappedNamesTest {
    private static final List<String> OURS = List.of(
            "VisionMamba.patch_embed.0.weight",
            "VisionMamba.layers.0.blocks.0.op.in_proj.weight",
            "VisionMamba.layers.0.blocks.0.norm.weight",
            "VisionMamba.classifier2.V",
            "clf_head.weight");
    private static final String BLOCK = "VisionMamba.layers.0.blocks.0.";

    @ParameterizedTest
    @ValueSource(strings = {"module.", "model.", "_orig_mod.", "module._orig_mod.", "state.net.", "student.backbone."})
    void whateverIsAroundTheNetworkIsTakenOffAndWhatLiesBesideItIsNamed(String wrapper) {
        Map<String, WeightSource> file = file(wrapper::concat);
        file.put("n_averaged", tensor());
        file.put("criterion.weight", tensor());

        WeightMapping mapping = mapping(file);

        assertThat(mapping.isComplete()).as(mapping.complaint()).isTrue();
        assertThat(mapping.weights()).containsOnlyKeys(OURS);
        assertThat(mapping.beside()).containsExactly("n_averaged", "criterion.weight");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_orig_mod.", "module.", "_checkpoint_wrapped_module.", "_fsdp_wrapped_module."})
    void wrappersOfPartsAreTakenOutOfTheirNames(String wrapper) {
        WeightMapping ofBackbone = mapping(file(name -> name.replace("VisionMamba.", "VisionMamba." + wrapper)));
        WeightMapping ofBlock = mapping(file(name -> "module." + name.replace(BLOCK, BLOCK + wrapper)));

        assertThat(ofBackbone.isComplete()).as(ofBackbone.complaint()).isTrue();
        assertThat(ofBlock.isComplete()).as(ofBlock.complaint()).isTrue();
        assertThat(ofBackbone.beside()).isEmpty();
    }

    @Test
    void whatLiesInsideAWrapperAndIsNotTheNetworksIsStillUnexpected() {
        Map<String, WeightSource> file = file("model."::concat);
        file.put("model.adapter.weight", tensor());
        file.remove("model.clf_head.weight");

        assertThat(mapping(file).unexpected()).containsExactly("model.adapter.weight");
        assertThat(mapping(file).missing()).containsExactly("clf_head.weight");
    }

    @Test
    void aNetworkThatIsThereTwiceIsNotChosenByChance() {
        Map<String, WeightSource> file = file("student."::concat);
        file.putAll(file("teacher."::concat));

        assertThatThrownBy(() -> mapping(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("'student.'", "'teacher.'");
    }

    @Test
    void aMessageNamesTenAtMostAndTheirNumber() {
        Map<String, WeightSource> file = new LinkedHashMap<>();
        IntStream.rangeClosed(1, 37).forEach(i -> file.put("layer" + i, tensor()));

        assertThatThrownBy(() -> mapping(file).complete("a network"))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("37 unexpected: layer1, ", ", layer10 and 27 more", "5 missing: ")
                .hasMessageNotContaining("layer11");
    }

    private static WeightMapping mapping(Map<String, WeightSource> file) {
        Map<String, long[]> wanted = new LinkedHashMap<>();
        OURS.forEach(name -> wanted.put(name, new long[] {1}));
        return WeightMapping.of(file, new ZeroMambaNames(), wanted);
    }

    private static Map<String, WeightSource> file(UnaryOperator<String> wrap) {
        Map<String, WeightSource> file = new LinkedHashMap<>();
        OURS.forEach(name -> file.put(wrap.apply(name), tensor()));
        return file;
    }

    private static WeightSource tensor() {
        return WeightSource.of(Tensor.of(new float[] {1}, 1));
    }
}
