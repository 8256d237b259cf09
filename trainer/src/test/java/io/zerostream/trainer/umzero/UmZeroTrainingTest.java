package io.zerostream.trainer.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.model.ZeroShotModels;
import io.zerostream.model.checkpoint.Safetensors;
import io.zerostream.model.checkpoint.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UmZeroTrainingTest {
    private static final UmZeroSettings SMALL = new UmZeroSettings(
            "small",
            5,
            32,
            new UmZeroConfig(
                    List.of(new Backbone(Family.MOBILENET_V1, 0.25f, 4), new Backbone(Family.MOBILENET_V1, 0.5f, 3)),
                    3,
                    2,
                    4,
                    8,
                    3,
                    true),
            List.of("first.npz", "second.npz"),
            3,
            new UmZeroSettings.Loss(0.1, 0.1, 0.2),
            new UmZeroSettings.Updates(2, 2, 1e-3, 1e-3, 0.05, 0.1),
            new UmZeroSettings.Validation(1, 0.25, 0.95));

    @TempDir
    private Path folder;

    private Path data;
    private Path settings;

    @BeforeEach
    void makeDataAndWeights() throws Exception {
        data = SmallSet.write(Files.createDirectories(folder.resolve("data")));
        Path weights = Files.createDirectories(folder.resolve("pretrained"));
        for (int i = 0; i < 2; i++) {
            pretrained(
                    SMALL.network().branches().get(i),
                    weights.resolve(SMALL.weights().get(i)));
        }
        settings = folder.resolve("settings.json");
        Files.writeString(settings, Jsons.MAPPER.writeValueAsString(SMALL));
    }

    @Test
    void leavesARunFolderWithTheBaselineBesideTheModel() throws Exception {
        Path out = folder.resolve("run");

        TrainingOutcome outcome = train(out, null);

        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.at("/test/byName/T1/value").isNumber()).isTrue();
        assertThat(report.at("/baselineTest/byName/T1/value").isNumber()).isTrue();
        assertThat(report.at("/effort/pictures").asInt()).isEqualTo(12);
        assertThat(outcome.figures()).containsOnlyKeys("T1", "U", "S", "H", "AUSUC");
        assertThat(Files.readString(out.resolve("report.html"))).contains("ESZSL");
        assertThat(UmZeroSettings.fromJson(Files.readString(out.resolve("config.json"))))
                .isEqualTo(SMALL);
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSizeGreaterThanOrEqualTo(6);
        assertThat(out).isDirectoryNotContaining("glob:**.maps");
        try (ZeroShotModel model = ZeroShotModels.open(Runs.checkpoint(out), Device.cpu())) {
            assertThat(model.embed(new byte[32 * 32 * 3], 1)).hasSize(3);
            assertThat(model.manifest().gamma())
                    .isEqualTo((float) report.at("/validation/gamma").asDouble());
            assertThat(model.manifest().metrics()).containsKeys("validation_H", "T1", "eszsl_T1");
        }
    }

    @Test
    void theSameSeedGivesTheSameModelAndAnotherAnother() {
        String first = train(folder.resolve("1"), null).checkpoint().manifest().sha256();

        assertThat(train(folder.resolve("2"), null).checkpoint().manifest().sha256())
                .isEqualTo(first);
        assertThat(train(folder.resolve("3"), 6L).checkpoint().manifest().sha256())
                .isNotEqualTo(first);
    }

    @Test
    void trainsTheLastUnitsAndTheHeadsAndLeavesTheFirstUnitsAsTheyWere() {
        Path out = folder.resolve("run");
        train(out, null);
        Map<String, float[]> trained = weights(out);

        Map<String, float[]> start = weights(pretrainedOnly());

        start.forEach((name, before) -> {
            boolean kept = name.contains("moving_") || name.matches("(conv1|conv_(dw|pw)_[12])(_bn)?\\..*");
            float[] after = trained.get("branches.0.backbone." + name);
            if (kept) {
                assertThat(after).as(name).containsExactly(before);
            } else {
                assertThat(after).as(name).isNotEqualTo(before);
            }
        });
    }

    @Test
    void saysWhereItLookedForWeights() throws Exception {
        Files.delete(folder.resolve("pretrained/second.npz"));

        assertThatThrownBy(() -> train(folder.resolve("run"), null))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("second.npz")
                .hasMessageContaining(folder.resolve("pretrained").toString());
    }

    @Test
    void thePresetOfThisVersionIsWhatItIs() {
        UmZeroSettings preset = UmZeroSettings.preset("umzero-cub127");

        assertThat(preset.network().attributes()).isEqualTo(312);
        assertThat(preset.weights())
                .containsExactly("mobilenet_v1_1.0_224_blocks1to12.npz", "mobilenet_v1_0.75_224.npz");
        assertThat(preset.firstUnit()).isEqualTo(12);
        assertThat(TrainingPresets.named("umzero-cub127").summary()).contains("cub127");
    }

    @Test
    void namesTheKeyThatIsOutOfRange() throws Exception {
        String json = Files.readString(settings);

        assertThatThrownBy(() -> UmZeroSettings.fromJson(json.replace("\"firstUnit\" : 3", "\"firstUnit\" : 4")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("firstUnit must be in [1, 3], not 4");
        Path misspelt = Files.writeString(folder.resolve("misspelt.yaml"), "fristUnit: 3");
        assertThatThrownBy(() -> UmZeroSettings.fromJson(json).with(misspelt))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("fristUnit");
    }

    private TrainingOutcome train(Path out, @Nullable Long seed) {
        return TrainingPresets.named("umzero-cub127")
                .train(new TrainingRequest(data.toString(), out, settings, seed, false, ProgressListener.NONE));
    }

    private Path pretrainedOnly() {
        return folder.resolve("pretrained/first.npz");
    }

    /** Weights of a checkpoint, or of pretrained weights in the network's layout. */
    private static Map<String, float[]> weights(Path where) {
        Map<String, Tensor> tensors = where.toString().endsWith(".npz")
                ? KerasWeights.read(where)
                : Safetensors.read(Runs.checkpoint(where).tensors());
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        return values;
    }

    /** A file as Keras lays it out, of random weights. */
    private static void pretrained(Backbone shape, Path file) throws Exception {
        UmZeroConfig alone = new UmZeroConfig(List.of(shape), 3, 2, 4, 8, 1, false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            UmZero network = new UmZero(alone, shape.blocks());
            network.initialize(manager, DataType.FLOAT32);
            NDList arrays = new NDList();
            network.branches().get(0).backbone().officialParameters().forEach((name, parameter) -> {
                NDArray array = parameter.getArray().duplicate();
                if (array.getShape().dimension() == 4) {
                    array = name.endsWith("depthwise_kernel")
                            ? array.transpose(2, 3, 0, 1)
                            : array.transpose(2, 3, 1, 0);
                    array = manager.create(array.toFloatArray(), array.getShape());
                }
                array.setName(name);
                arrays.add(array);
            });
            Files.write(file, arrays.encode(NDList.Encoding.NPZ));
        }
    }
}
