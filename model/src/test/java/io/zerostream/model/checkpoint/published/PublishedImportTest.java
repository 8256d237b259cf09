package io.zerostream.model.checkpoint.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.Tensor.DataType;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with the names and shapes of the published Tiny networks, half precision, all ones. */
class PublishedImportTest {
    private static final int ATTRIBUTES = 3;
    private static final short ONE = 0x3C00;

    @TempDir
    private static Path folder;

    private static final Map<String, Tensor> WHOLE = new LinkedHashMap<>();

    @BeforeAll
    static void writeFiles() throws IOException {
        new ZeroMamba(ZeroMambaConfig.tiny(ATTRIBUTES), 0)
                .officialParameters()
                .forEach((name, p) -> WHOLE.put(name, ones(p.getShape().getShape())));
        write("whole.safetensors", WHOLE);
        Map<String, Tensor> bare = new LinkedHashMap<>();
        WHOLE.forEach((name, tensor) -> {
            if (!ZeroMambaNames.isHead(name)) {
                bare.put("module." + name.substring("VisionMamba.".length()), tensor);
            }
        });
        write("bare.safetensors", bare);
    }

    @Test
    void aWholeNetworkBecomesACheckpointThatOpens() {
        Checkpoint checkpoint = read("whole.safetensors", PublishedNetwork.ZEROMAMBA_TINY, space(ATTRIBUTES, 0));

        assertThat(checkpoint.manifest().gamma()).isEqualTo(0.3f);
        assertThat(checkpoint.manifest().input().height()).isEqualTo(448);
        assertThat(checkpoint.manifest().protocol()).contains("not evaluated");
        assertThat(Safetensors.read(checkpoint.tensors()).keySet()).containsExactlyElementsOf(WHOLE.keySet());
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            assertThat(model.space().size()).isEqualTo(ATTRIBUTES);
        }
    }

    @Test
    void aBareBackboneGetsHeadsThatAreSaidToBeUntrained() {
        Checkpoint checkpoint = read("bare.safetensors", PublishedNetwork.VMAMBA_TINY, space(ATTRIBUTES, 5));

        Map<String, Tensor> weights = Safetensors.read(checkpoint.tensors());
        assertThat(weights).containsOnlyKeys(WHOLE.keySet());
        assertThat(weights.get("VisionMamba.patch_embed.0.weight").toFloats()).containsOnly(1);
        assertThat(weights.get("VisionMamba.classifier2.V").shape()).containsExactly(ATTRIBUTES, 5);
        assertThat(weights.get("VisionMamba.classifier2.V").toFloats()).startsWith(0, 1, 2, 3, 4, 10, 11);
        assertThat(weights.get("clf_head.weight").toFloats()).doesNotContain(1);
        assertThat(checkpoint.manifest().protocol()).contains("heads are not trained");
    }

    @Test
    void aBareBackboneIsNoZeroMamba() {
        assertThatThrownBy(() -> read("bare.safetensors", PublishedNetwork.ZEROMAMBA_TINY, space(ATTRIBUTES, 0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("zeromamba-tiny", "those of vmamba-tiny", "missing", "clf_head.weight");
    }

    @Test
    void aFileOfAnotherSizeIsRecognised() {
        assertThatThrownBy(() -> read("whole.safetensors", PublishedNetwork.ZEROMAMBA_SMALL, space(ATTRIBUTES, 0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(
                        "those of zeromamba-tiny", "VisionMamba.layers.2.blocks.8.norm.weight", " more");
    }

    @Test
    void theSpaceMustHaveTheNetworksAttributes() {
        assertThatThrownBy(() -> read("whole.safetensors", PublishedNetwork.ZEROMAMBA_TINY, space(4, 0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("knows 3 attributes", "'made up' has 4");
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        Map<String, Tensor> wrong = new LinkedHashMap<>(WHOLE);
        wrong.remove("clf_head2.0.weight");
        wrong.put("optimizer.step", ones(1));
        wrong.put("clf_head2.2.weight", ones(ATTRIBUTES, 511));
        write("wrong.safetensors", wrong);

        assertThatThrownBy(() -> read("wrong.safetensors", PublishedNetwork.ZEROMAMBA_TINY, space(ATTRIBUTES, 0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(
                        "1 missing: clf_head2.0.weight",
                        "1 unexpected: optimizer.step",
                        "1 of another shape: clf_head2.2.weight is [3, 511] instead of [3, 512]");
    }

    @Test
    void whatIsNoFileOfWeightsIsRefused() throws IOException {
        Path page = Files.writeString(folder.resolve("page.pth"), "<!DOCTYPE html><html>Sign in</html>");

        assertThatThrownBy(() -> PublishedFile.open(page)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> PublishedFile.open(folder.resolve("none.pth"))).isInstanceOf(ModelException.class);
    }

    @Test
    void aTrainingProgramsFileIsReadAndWhatLiesBesideTheNetworkIsTold() throws IOException {
        Map<String, Tensor> wrapped = new LinkedHashMap<>();
        wrapped.put("criterion.weight", ones(1));
        WHOLE.forEach((name, tensor) ->
                wrapped.put("model." + name.replace("VisionMamba.", "VisionMamba._orig_mod."), tensor));
        write("wrapped.safetensors", wrapped);

        try (PublishedFile file = PublishedFile.open(folder.resolve("wrapped.safetensors"))) {
            PublishedImport.Imported imported = request(PublishedNetwork.ZEROMAMBA_TINY, space(ATTRIBUTES, 0))
                    .read(file);

            assertThat(imported.leftOut()).containsExactly("criterion.weight");
            assertThat(Safetensors.read(imported.checkpoint().tensors())).containsOnlyKeys(WHOLE.keySet());
        }
    }

    private static Checkpoint read(String file, PublishedNetwork network, SemanticSpace space) {
        try (PublishedFile published = PublishedFile.open(folder.resolve(file))) {
            return request(network, space).read(published).checkpoint();
        }
    }

    private static PublishedImport request(PublishedNetwork network, SemanticSpace space) {
        return new PublishedImport(network, space, "m", 448, 0.3f, "a test", "a test");
    }

    private static SemanticSpace space(int attributes, int words) {
        float[][] vectors = new float[words == 0 ? 0 : attributes][words];
        for (int a = 0; a < vectors.length; a++) {
            for (int i = 0; i < words; i++) {
                vectors[a][i] = 10 * a + i;
            }
        }
        List<String> names =
                IntStream.range(0, attributes).mapToObj(i -> "a" + i).toList();
        return new SemanticSpace("made up", names, vectors);
    }

    private static Tensor ones(long... shape) {
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ByteBuffer data = ByteBuffer.allocate(2 * size).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putShort(ONE);
        }
        return new Tensor(DataType.F16, shape, data.flip());
    }

    private static void write(String name, Map<String, Tensor> tensors) throws IOException {
        Files.write(folder.resolve(name), Safetensors.write(tensors, Map.of()));
    }
}
