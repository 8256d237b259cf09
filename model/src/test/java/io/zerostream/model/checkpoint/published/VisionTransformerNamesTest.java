package io.zerostream.model.checkpoint.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisionTransformerNamesTest {
    private static final long PUBLISHED_PARAMETERS = 86_567_656;
    private static final int PUBLISHED_TENSORS = 152;

    @Test
    void theListsOfTheseTestsAreThoseOfThePublishedNetworks() {
        for (Map<String, long[]> list : List.of(timm(), torchvision("mlp.0", "mlp.3"))) {
            assertThat(list).hasSize(PUBLISHED_TENSORS);
            assertThat(list.values().stream()
                            .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                            .sum())
                    .isEqualTo(PUBLISHED_PARAMETERS);
        }
    }

    @Test
    void timmAndDeitNamesStayAndTheClassifierIsLeftOut() {
        WeightMapping mapping = WeightMapping.of(sources(timm()), new VisionTransformerNames(), wanted());

        assertThat(mapping.isComplete()).isTrue();
        mapping.weights().forEach((ours, source) -> assertThat(source.type()).isEqualTo(DataType.F32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp.0 mlp.3", "mlp.linear_1 mlp.linear_2"})
    void torchvisionsNamesOldAndNewBecomeTimms(String layers) {
        String[] names = layers.split(" ");
        Map<String, WeightSource> file = sources(torchvision(names[0], names[1]));

        WeightMapping mapping = WeightMapping.of(file, new VisionTransformerNames(), wanted());

        assertThat(mapping.isComplete()).isTrue();
        assertThat(mapping.weights().get("blocks.11.attn.qkv.weight").reader())
                .isSameAs(file.get("encoder.layers.encoder_layer_11.self_attention.in_proj_weight")
                        .reader());
        assertThat(mapping.weights().get("blocks.3.mlp.fc2.bias").reader())
                .isSameAs(file.get("encoder.layers.encoder_layer_3." + names[1] + ".bias")
                        .reader());
    }

    @Test
    void aDistilledDeitIsAnotherNetwork() {
        Map<String, long[]> distilled = timm();
        distilled.put("dist_token", new long[] {1, 1, 768});
        distilled.put("head_dist.weight", new long[] {1000, 768});
        distilled.put("pos_embed", new long[] {1, 198, 768});

        WeightMapping mapping = WeightMapping.of(sources(distilled), new VisionTransformerNames(), wanted());

        assertThat(mapping.unexpected()).containsExactly("dist_token");
        assertThat(mapping.misshapen()).singleElement().asString().contains("pos_embed", "198", "197");
        assertThatThrownBy(() -> mapping.complete("ViT-B/16"))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("ViT-B/16", "dist_token", "pos_embed");
    }

    @Test
    void missingTensorsAreNamedAsWeNameThem() {
        Map<String, long[]> part = torchvision("mlp.0", "mlp.3");
        part.remove("encoder.layers.encoder_layer_7.ln_2.bias");

        assertThat(WeightMapping.of(sources(part), new VisionTransformerNames(), wanted())
                        .missing())
                .containsExactly("blocks.7.norm2.bias");
    }

    private static Map<String, long[]> wanted() {
        Map<String, long[]> wanted = timm();
        wanted.keySet().removeIf(name -> name.startsWith("head."));
        return wanted;
    }

    private static Map<String, WeightSource> sources(Map<String, long[]> shapes) {
        Map<String, WeightSource> sources = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> sources.put(name, new WeightSource(DataType.F32, shape, () -> {
            throw new AssertionError("mapping names reads no elements");
        })));
        return sources;
    }

    private static Map<String, long[]> timm() {
        Map<String, long[]> list = new LinkedHashMap<>();
        list.put("cls_token", new long[] {1, 1, 768});
        list.put("pos_embed", new long[] {1, 197, 768});
        put(list, "patch_embed.proj", 768, 3, 16, 16);
        for (int i = 0; i < 12; i++) {
            String block = "blocks." + i + ".";
            put(list, block + "norm1", 768);
            put(list, block + "attn.qkv", 2304, 768);
            put(list, block + "attn.proj", 768, 768);
            put(list, block + "norm2", 768);
            put(list, block + "mlp.fc1", 3072, 768);
            put(list, block + "mlp.fc2", 768, 3072);
        }
        put(list, "norm", 768);
        put(list, "head", 1000, 768);
        return list;
    }

    private static Map<String, long[]> torchvision(String first, String second) {
        Map<String, long[]> list = new LinkedHashMap<>();
        list.put("class_token", new long[] {1, 1, 768});
        put(list, "conv_proj", 768, 3, 16, 16);
        list.put("encoder.pos_embedding", new long[] {1, 197, 768});
        for (int i = 0; i < 12; i++) {
            String block = "encoder.layers.encoder_layer_" + i + ".";
            put(list, block + "ln_1", 768);
            list.put(block + "self_attention.in_proj_weight", new long[] {2304, 768});
            list.put(block + "self_attention.in_proj_bias", new long[] {2304});
            put(list, block + "self_attention.out_proj", 768, 768);
            put(list, block + "ln_2", 768);
            put(list, block + first, 3072, 768);
            put(list, block + second, 768, 3072);
        }
        put(list, "encoder.ln", 768);
        put(list, "heads.head", 1000, 768);
        return list;
    }

    /** Weight and bias. */
    private static void put(Map<String, long[]> list, String name, long... shape) {
        list.put(name + ".weight", shape);
        list.put(name + ".bias", new long[] {shape[0]});
    }
}
