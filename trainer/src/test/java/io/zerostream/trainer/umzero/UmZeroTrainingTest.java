package io.zerostream.trainer.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.trainer.KilledRun;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Lanes;
import io.zerostream.trainer.loop.Machine;
import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
                    true,
                    null),
            List.of("first.npz", "second.npz"),
            3,
            new UmZeroSettings.Loss(0.1, 0.1, 0.2),
            new UmZeroSettings.Updates(2, 2, 1e-3, 1e-3, 0.05, 0.1),
            List.of(0.0, 2.0),
            new UmZeroSettings.Validation(List.of(1), 0.25, 0.95),
            new Machine("cpu", 2, 1, 0));

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

        TrainingOutcome outcome = train(out, (Long) null);

        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.at("/test/byName/T1/value").isNumber()).isTrue();
        assertThat(report.at("/baselineTest/byName/T1/value").isNumber()).isTrue();
        assertThat(report.at("/effort/pictures").asInt()).isEqualTo(12);
        assertThat(outcome.figures()).containsOnlyKeys("T1", "U", "S", "H", "AUSUC");
        assertThat(Files.readString(out.resolve("report.html"))).contains("ESZSL");
        assertThat(UmZeroSettings.fromJson(Files.readString(out.resolve("config.json"))))
                .isEqualTo(SMALL);
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSizeGreaterThanOrEqualTo(6);
        assertThat(out.resolve("scratch")).doesNotExist();
        try (ZeroShotModel model = ZeroShotModels.open(Runs.checkpoint(out), Device.cpu())) {
            assertThat(model.embed(new byte[32 * 32 * 3], 1)).hasSize(3);
            assertThat(model.manifest().gamma())
                    .isEqualTo((float) report.at("/validation/0/gamma").asDouble());
            assertThat(model.manifest().metrics()).containsKeys("validation_H", "T1", "eszsl_T1");
        }
    }

    /** Maps are kept in 255 steps, so the trainer's features are a little off the model's. */
    @Test
    void theModelAddsTheClosedFormThatTheTrainerFitted() throws Exception {
        ZeroShotDataSet set = DataSets.open(data);
        List<LabelledPicture> tested = set.pictures(Split.TEST_SEEN);
        float[] with = embed(train(folder.resolve("with"), "closedFormWeights: [2.0]"), tested);
        float[] without = embed(train(folder.resolve("without"), "closedFormWeights: [0]"), tested);

        float[] closed = closedForm(set, tested);

        double largest = 0;
        for (int i = 0; i < with.length; i++) {
            // scale 3, weight 2
            assertThat((with[i] - without[i]) / 6.0).isCloseTo(closed[i], within(0.01));
            largest = Math.max(largest, Math.abs(closed[i]));
        }
        assertThat(largest).isGreaterThan(0.2);
    }

    private float[] closedForm(ZeroShotDataSet set, List<LabelledPicture> tested) throws Exception {
        JsonNode penalties = new ObjectMapper()
                .readTree(folder.resolve("with/report.json").toFile())
                .at("/baselinePenalties");
        List<Map<String, Tensor>> weights = SMALL.weights().stream()
                .map(file -> KerasWeights.read(folder.resolve("pretrained").resolve(file)))
                .toList();
        float[] half = {0.5f, 0.5f, 0.5f};
        List<LabelledPicture> all = new ArrayList<>(set.pictures(Split.TRAIN));
        all.addAll(tested);
        try (Lanes lanes = new Lanes(2, 1);
                HybridStage start = new HybridStage(SMALL, weights, set.space(), lanes);
                PictureMaps maps = PictureMaps.of(
                        "all",
                        all,
                        start,
                        3,
                        new ImageInput(32, 32, half, half),
                        folder,
                        lanes,
                        ProgressListener.NONE)) {
            FrozenFeatures features = FrozenFeatures.of(SMALL, start, maps, lanes);
            return ClosedForm.fit(
                            set,
                            features,
                            penalties.at("/ridge").asDouble(),
                            penalties.at("/attributeRidge").asDouble())
                    .embed(features.rows(tested));
        }
    }

    /** Whatever is in the test lists, the same is chosen and trained. */
    @Test
    void choosesWithoutTheTestPictures() throws Exception {
        TrainingOutcome first = train(folder.resolve("first"), "closedFormWeights: [1.0, 2.0]");
        // without them T1, U and H have no value, so the figures are others for sure
        Files.write(data.resolve("splits/test_unseen.txt"), List.of());
        Path seen = data.resolve("splits/test_seen.txt");
        Files.write(seen, Files.readAllLines(seen).subList(0, 2));

        TrainingOutcome second = train(folder.resolve("second"), "closedFormWeights: [1.0, 2.0]");

        assertThat(second.figures()).isNotEqualTo(first.figures());
        assertThat(second.checkpoint().manifest().sha256())
                .isEqualTo(first.checkpoint().manifest().sha256());
        assertThat(second.checkpoint().manifest().gamma())
                .isEqualTo(first.checkpoint().manifest().gamma());
        assertThat(report("second", "/closedFormWeights")).isEqualTo(report("first", "/closedFormWeights"));
        assertThat(report("second", "/baselinePenalties")).isEqualTo(report("first", "/baselinePenalties"));
    }

    @Test
    void choosesOnAllFoldsOfTheValidationClassesTogether() throws Exception {
        Files.writeString(data.resolve("splits/validation_classes_2.txt"), "c.Blue\n");

        TrainingOutcome outcome = train(folder.resolve("folds"), "validation: {folds: [1, 2]}");

        JsonNode folds = report("folds", "/validation");
        assertThat(folds).hasSize(2);
        assertThat(folds.at("/0/gamma").floatValue())
                .isEqualTo(folds.at("/1/gamma").floatValue())
                .isEqualTo(outcome.checkpoint().manifest().gamma());
        double mean = (folds.at("/0/byName/H/value").asDouble()
                        + folds.at("/1/byName/H/value").asDouble())
                / 2;
        assertThat(outcome.checkpoint().manifest().metrics().get("validation_H"))
                .isEqualTo(mean, within(1e-12))
                .isEqualTo(
                        report("folds", "/closedFormWeights").findValuesAsText("h").stream()
                                .mapToDouble(Double::parseDouble)
                                .max()
                                .orElseThrow(),
                        within(1e-12));
        assertThat(report("folds", "/baselineValidation")).hasSize(2);
        assertThat(outcome.checkpoint().manifest().protocol()).contains("folds [1, 2]");
    }

    private JsonNode report(String run, String key) throws Exception {
        return new ObjectMapper()
                .readTree(folder.resolve(run + "/report.json").toFile())
                .at(key);
    }

    private static float[] embed(TrainingOutcome outcome, List<LabelledPicture> pictures) {
        try (ZeroShotModel model = ZeroShotModels.open(outcome.checkpoint(), Device.cpu())) {
            return PictureEmbedding.of(model, pictures, 4, ProgressListener.NONE)
                    .vectors()
                    .rows();
        }
    }

    /** Maps that a killed run had finished are another's: of the same size, and wrong. */
    @Test
    void aNewRunMakesItsOwnMaps() throws Exception {
        String expected =
                train(folder.resolve("1"), (Long) null).checkpoint().manifest().sha256();
        Path out = folder.resolve("2");
        Path scratch = Files.createDirectories(out.resolve("scratch"));
        // 12 pictures and their mirror images; those behind the third unit are 8×8, of 32 and of 64 channels
        Files.write(scratch.resolve("training-0.maps"), new byte[24 * 8 * 8 * 32]);
        Files.write(scratch.resolve("training-1.maps"), new byte[24 * 8 * 8 * 64]);

        assertThat(train(out, (Long) null).checkpoint().manifest().sha256()).isEqualTo(expected);
    }

    @Test
    void theSameSeedGivesTheSameModelAndAnotherAnother() {
        String first =
                train(folder.resolve("1"), (Long) null).checkpoint().manifest().sha256();

        assertThat(train(folder.resolve("2"), (Long) null)
                        .checkpoint()
                        .manifest()
                        .sha256())
                .isEqualTo(first);
        assertThat(train(folder.resolve("3"), 6L).checkpoint().manifest().sha256())
                .isNotEqualTo(first);
    }

    @Test
    void trainsTheLastUnitsAndTheHeadsAndLeavesTheFirstUnitsAsTheyWere() {
        Path out = folder.resolve("run");
        train(out, (Long) null);
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

    /** Killed in the training of a fold, and in the last one. */
    @Test
    void aKilledRunEndsAsIfItHadNotBeenKilled() throws Exception {
        Files.writeString(data.resolve("splits/validation_classes_2.txt"), "c.Blue\n");
        Files.writeString(
                settings,
                Jsons.MAPPER.writeValueAsString(SMALL.with(Files.writeString(
                        folder.resolve("changes.yaml"), "{updates: {epochs: 8}, validation: {folds: [1, 2]}}"))));
        KilledRun run = new KilledRun("umzero-cub127", data.toString(), settings, folder.resolve("killed"));
        TrainingOutcome whole = run.whole(folder.resolve("whole"));

        run.beginAndKillAt("classes 2\",\"step\":3");
        run.resumeAndKillAt("all seen classes\",\"step\":5");
        TrainingOutcome resumed = run.resume();

        assertThat(resumed.checkpoint().manifest().sha256())
                .isEqualTo(whole.checkpoint().manifest().sha256());
        assertThat(resumed.checkpoint().manifest().metrics())
                .isEqualTo(whole.checkpoint().manifest().metrics());
        for (String figure : List.of("/validation", "/closedFormWeights", "/test", "/baselineTest")) {
            assertThat(report("killed", figure)).as(figure).isEqualTo(report("whole", figure));
        }
        assertThat(Files.readAllLines(run.folder().resolve("metrics.jsonl")))
                .isEqualTo(Files.readAllLines(folder.resolve("whole/metrics.jsonl")));
        assertThat(run.folder())
                .isDirectoryNotContaining(file -> file.endsWith("scratch") || file.endsWith("state.safetensors"));
    }

    @Test
    void saysWhereItLookedForWeights() throws Exception {
        Files.delete(folder.resolve("pretrained/second.npz"));

        assertThatThrownBy(() -> train(folder.resolve("run"), (Long) null))
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
        assertThat(preset.validation().folds()).containsExactly(1, 2, 3);
        assertThat(preset.closedFormWeights()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0);
        assertThat(TrainingPresets.named("umzero-cub127").summary()).contains("cub127");
    }

    @Test
    void namesTheKeyThatIsOutOfRange() throws Exception {
        String json = Files.readString(settings);

        assertThatThrownBy(() -> UmZeroSettings.fromJson(json.replace("\"firstUnit\" : 3", "\"firstUnit\" : 4")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("firstUnit must be in [1, 3], not 4");
        assertThatThrownBy(() -> UmZeroSettings.fromJson(json.replace("0.0, 2.0", "0.0, -2.0")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("closedFormWeights must be in [0, 1000]");
        Path misspelt = Files.writeString(folder.resolve("misspelt.yaml"), "fristUnit: 3");
        assertThatThrownBy(() -> UmZeroSettings.fromJson(json).with(misspelt))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("fristUnit");
    }

    private TrainingOutcome train(Path out, String changes) throws Exception {
        Path file = Files.writeString(
                folder.resolve("changed.json"),
                Jsons.MAPPER.writeValueAsString(
                        SMALL.with(Files.writeString(folder.resolve("changes.yaml"), changes))));
        return TrainingPresets.named("umzero-cub127")
                .train(new TrainingRequest(data.toString(), out, file, null, false, ProgressListener.NONE));
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
        UmZeroConfig alone = new UmZeroConfig(List.of(shape), 3, 2, 4, 8, 1, false, null);
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
