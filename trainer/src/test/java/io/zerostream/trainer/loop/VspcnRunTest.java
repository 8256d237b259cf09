package io.zerostream.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.vspcn.PromptCollaborationNetwork;
import io.zerostream.model.vspcn.VisionTransformerConfig;
import io.zerostream.model.vspcn.VspcnConfig;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.vspcn.VspcnLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A very small VSPCN on coloured squares. */
class VspcnRunTest {
    private static final VspcnConfig NETWORK =
            new VspcnConfig(new VisionTransformerConfig(16, 8, 2, 16, 2, 2), 4, 8, 1, true, 0.5f, 0.5f, 0.5f);

    @TempDir
    private Path folder;

    private ZeroShotDataSet data;

    @BeforeEach
    void makesData() throws IOException {
        data = DataSets.open(ColouredSquares.write(folder.resolve("data")));
    }

    @Test
    void learnsClassesItNeverSaw() throws IOException {
        TrainingReport report = run("{schedule: {epochs: 40}, updates: {averageDecay: 0.8}}");

        assertThat(report.test()).isNotNull();
        // two unseen classes: chance is one half
        assertThat(report.test().t1().mean()).isGreaterThan(0.8);
        assertThat(report.losses().get(report.losses().size() - 1).loss())
                .isLessThan(0.7 * report.losses().get(0).loss());
        Checkpoint checkpoint = Checkpoint.read(folder.resolve("run/checkpoint"));
        assertThat(checkpoint.manifest().architecture()).isEqualTo(PromptCollaborationNetwork.ARCHITECTURE);
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            assertThat(model.embed(new byte[16 * 16 * 3], 1)).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network: {weak_fusion: false}",
                "network: {deep_from: 2}",
                "network: {adapter_share: 0.0}",
                "loss: {divergence: 0.0}",
                "loss: {distillation: 0.0}",
            })
    void trainsWithoutAnyOneOfItsParts(String without) {
        TrainingReport report =
                run("{schedule: {epochs: 8}, protocol: {last: NONE, evaluateEvery: 4}, " + without + "}");
        assertThat(report.losses().get(report.losses().size() - 1).loss())
                .isLessThan(report.losses().get(0).loss());
    }

    @Test
    void publishedWeightsOfTheTransformerStayAsTheyAreWhenFrozen() throws IOException {
        Path weights = publishedWeights(NETWORK);
        run("{schedule: {epochs: 2}, start: {weights: '" + weights + "', frozen: [vit.]}}");

        Map<String, Tensor> published = Safetensors.read(Files.readAllBytes(weights));
        Map<String, Tensor> trained = Safetensors.read(
                Checkpoint.read(folder.resolve("run/checkpoint")).tensors());
        published.forEach((name, tensor) -> {
            if (!name.startsWith("head.")) {
                assertThat(trained.get("vit." + name).toFloats()).as(name).isEqualTo(tensor.toFloats());
            }
        });
        Map<String, Tensor> drawn = Safetensors.read(drawn(NETWORK, 7));
        assertThat(trained.get("visual_prompt").toFloats())
                .isNotEqualTo(drawn.get("visual_prompt").toFloats());
        assertThat(Files.readString(folder.resolve("run/report.json"))).contains("those of vit.safetensors");
    }

    @Test
    void goesOnFromPublishedWeightsThatTrainAsWell() throws IOException {
        Path weights = publishedWeights(NETWORK);
        run("{schedule: {epochs: 2}, start: {weights: '" + weights + "'}}");
        float[] published = Safetensors.read(Files.readAllBytes(weights))
                .get("blocks.0.mlp.fc1.weight")
                .toFloats();
        float[] trained = Safetensors.read(
                        Checkpoint.read(folder.resolve("run/checkpoint")).tensors())
                .get("vit.blocks.0.mlp.fc1.weight")
                .toFloats();
        double moved = 0;
        for (int i = 0; i < trained.length; i++) {
            moved = Math.max(moved, Math.abs(trained[i] - published[i]));
        }
        assertThat(moved).isBetween(1e-4, 0.2);
    }

    @Test
    void weightsOfAnotherShapeAreRefusedByName() throws IOException {
        VspcnConfig deeper =
                new VspcnConfig(new VisionTransformerConfig(16, 8, 3, 16, 2, 2), 4, 8, 1, true, 0.5f, 0.5f, 0.5f);
        Path weights = publishedWeights(deeper);
        assertThatThrownBy(() -> run("{start: {weights: '" + weights + "'}}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("blocks.2.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{start: {weights: nowhere.pth}} | nowhere.pth",
                "{imageSize: 32} | image_size",
                "{loss: {scale: 1}} | scale",
                "{teacher: {network: {family: MOBILENET_V1, width: 0.75, blocks: 13}}} | teacher",
            })
    void refusesWhatCannotBeByName(String wrong) {
        String[] parts = wrong.split(" \\| ");
        assertThatThrownBy(() -> run(parts[0]))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(parts[1]);
    }

    /** The transformer's weights under the names of timm, with a classifier. */
    private Path publishedWeights(VspcnConfig config) throws IOException {
        Map<String, Tensor> published = new LinkedHashMap<>();
        Safetensors.read(drawn(config, 99)).forEach((name, tensor) -> {
            if (name.startsWith("vit.")) {
                published.put(name.substring("vit.".length()), tensor);
            }
        });
        published.put("head.weight", Tensor.of(new float[1000 * 16], 1000, 16));
        return Files.write(folder.resolve("vit.safetensors"), Safetensors.write(published, Map.of()));
    }

    private static byte[] drawn(VspcnConfig config, long seed) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            PromptCollaborationNetwork network = new PromptCollaborationNetwork(config, seed);
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 16, 16));
            return network.toSafetensors();
        }
    }

    private TrainingReport run(String yaml) {
        try {
            LoopConfig squares = ColouredSquares.config();
            LoopConfig config = new LoopConfig(
                            "squares",
                            7,
                            PromptCollaborationNetwork.ARCHITECTURE,
                            NETWORK.toJson(),
                            16,
                            squares.source(),
                            squares.views(),
                            Teaching.none(),
                            Start.drawn(),
                            Jsons.MAPPER.valueToTree(VspcnLoss.published()),
                            8,
                            1,
                            squares.updates(),
                            squares.schedule(),
                            squares.protocol(),
                            new Machine("cpu", 1, 1, 60))
                    .with(Files.writeString(folder.resolve("changes.yaml"), yaml));
            return LoopRun.run(config, data, folder.resolve("run"), ProgressListener.NONE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
