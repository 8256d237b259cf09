package io.zerostream.model.umzero;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.model.checkpoint.published.ResNetNames;
import io.zerostream.model.checkpoint.published.WeightMapping;
import io.zerostream.model.checkpoint.published.WeightSource;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.tensors.Tensor.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ResNet-101 as torchvision and timm publish it fits ours. */
class PublishedResNetTest {
    private static final long PUBLISHED_PARAMETERS = 44_549_160;
    private static final int PUBLISHED_TENSORS = 626;

    @Test
    void theListOfThisTestIsThatOfThePublishedNetwork() {
        assertThat(list()).hasSize(PUBLISHED_TENSORS);
        assertThat(list().entrySet().stream()
                        .filter(e -> !e.getKey().matches(".*(running_.*|num_batches_tracked)"))
                        .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
                        .sum())
                .isEqualTo(PUBLISHED_PARAMETERS);
    }

    @Test
    void everyTensorButTheClassifierHasItsPlace() {
        Map<String, WeightSource> file = new LinkedHashMap<>();
        list().forEach((name, shape) -> file.put(name, new WeightSource(DataType.F32, shape, () -> {
            throw new AssertionError("mapping names reads no elements");
        })));
        Map<String, long[]> wanted = new LinkedHashMap<>();
        new ResNet101(new Starts(0))
                .officialParameters()
                .forEach((name, p) -> wanted.put(name, p.getShape().getShape()));

        WeightMapping mapping = WeightMapping.of(file, new ResNetNames(), wanted);

        assertThat(mapping.complete("ResNet-101")).hasSize(PUBLISHED_TENSORS - 104 - 2);
    }

    /** torchvision's state_dict; timm's {@code resnet101} has the same. */
    private static Map<String, long[]> list() {
        Map<String, long[]> list = new LinkedHashMap<>();
        convolution(list, "conv1", "bn1", 64, 3, 7);
        int[] depths = {3, 4, 23, 3};
        int in = 64;
        for (int layer = 0; layer < depths.length; layer++) {
            int width = 64 << layer;
            for (int i = 0; i < depths[layer]; i++) {
                String block = "layer" + (layer + 1) + "." + i + ".";
                convolution(list, block + "conv1", block + "bn1", width, in, 1);
                convolution(list, block + "conv2", block + "bn2", width, width, 3);
                convolution(list, block + "conv3", block + "bn3", 4 * width, width, 1);
                if (i == 0) {
                    convolution(list, block + "downsample.0", block + "downsample.1", 4 * width, in, 1);
                }
                in = 4 * width;
            }
        }
        list.put("fc.weight", new long[] {1000, in});
        list.put("fc.bias", new long[] {1000});
        return list;
    }

    private static void convolution(Map<String, long[]> list, String name, String norm, int out, int in, int size) {
        list.put(name + ".weight", new long[] {out, in, size, size});
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            list.put(norm + "." + part, new long[] {out});
        }
        list.put(norm + ".num_batches_tracked", new long[0]);
    }
}
