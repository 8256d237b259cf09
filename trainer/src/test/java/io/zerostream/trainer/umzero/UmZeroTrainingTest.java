package io.zerostream.trainer.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.learn.Lanes;
import io.zerostream.trainer.recipe.TrainingOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training chooses, and the model and report that come of it. */
class UmZeroTrainingTest {
    @TempDir
    private Path folder;

    private SmallUmZero small;

    @BeforeEach
    void makeDataAndWeights() throws Exception {
        small = new SmallUmZero(folder);
    }

    @Test
    void leavesARunFolderWithTheBaselineBesideTheModel() throws Exception {
        Path out = folder.resolve("run");

        TrainingOutcome outcome = small.train(out, (Long) null);

        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.at("/test/byName/T1/value").isNumber()).isTrue();
        assertThat(report.at("/baselineTest/byName/T1/value").isNumber()).isTrue();
        assertThat(report.at("/effort/pictures").asInt()).isEqualTo(12);
        assertThat(outcome.figures()).containsOnlyKeys("T1", "U", "S", "H", "AUSUC");
        assertThat(Files.readString(out.resolve("report.html"))).contains("ESZSL");
        assertThat(UmZeroSettings.fromJson(Files.readString(out.resolve("config.json"))))
                .isEqualTo(SmallUmZero.SMALL);
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
        ZeroShotDataSet set = DataSets.open(small.data());
        List<LabelledPicture> tested = set.pictures(Split.TEST_SEEN);
        float[] with = embed(small.train(folder.resolve("with"), "closedFormWeights: [2.0]"), tested);
        float[] without = embed(small.train(folder.resolve("without"), "closedFormWeights: [0]"), tested);

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
        List<Map<String, Tensor>> weights = SmallUmZero.SMALL.weights().stream()
                .map(file -> KerasWeights.read(folder.resolve("pretrained").resolve(file)))
                .toList();
        float[] half = {0.5f, 0.5f, 0.5f};
        List<LabelledPicture> all = new ArrayList<>(set.pictures(Split.TRAIN));
        all.addAll(tested);
        try (Lanes lanes = new Lanes(2, 1);
                HybridStage start = new HybridStage(SmallUmZero.SMALL, weights, set.space(), lanes);
                PictureMaps maps = PictureMaps.of(
                        "all",
                        all,
                        start,
                        3,
                        new ImageInput(32, 32, half, half),
                        folder,
                        lanes,
                        ProgressListener.NONE)) {
            FrozenFeatures features = FrozenFeatures.of(SmallUmZero.SMALL, start, maps, lanes);
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
        TrainingOutcome first = small.train(folder.resolve("first"), "closedFormWeights: [1.0, 2.0]");
        // without them T1, U and H have no value, so the figures are others for sure
        Files.write(small.data().resolve("splits/test_unseen.txt"), List.of());
        Path seen = small.data().resolve("splits/test_seen.txt");
        Files.write(seen, Files.readAllLines(seen).subList(0, 2));

        TrainingOutcome second = small.train(folder.resolve("second"), "closedFormWeights: [1.0, 2.0]");

        assertThat(second.figures()).isNotEqualTo(first.figures());
        assertThat(second.checkpoint().manifest().sha256())
                .isEqualTo(first.checkpoint().manifest().sha256());
        assertThat(second.checkpoint().manifest().gamma())
                .isEqualTo(first.checkpoint().manifest().gamma());
        assertThat(small.report("second", "/closedFormWeights")).isEqualTo(small.report("first", "/closedFormWeights"));
        assertThat(small.report("second", "/baselinePenalties")).isEqualTo(small.report("first", "/baselinePenalties"));
    }

    @Test
    void choosesOnAllFoldsOfTheValidationClassesTogether() throws Exception {
        Files.writeString(small.data().resolve("splits/validation_classes_2.txt"), "c.Blue\n");

        TrainingOutcome outcome = small.train(folder.resolve("folds"), "validation: {folds: [1, 2]}");

        JsonNode folds = small.report("folds", "/validation");
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
                        small.report("folds", "/closedFormWeights").findValuesAsText("h").stream()
                                .mapToDouble(Double::parseDouble)
                                .max()
                                .orElseThrow(),
                        within(1e-12));
        assertThat(small.report("folds", "/baselineValidation")).hasSize(2);
        assertThat(outcome.checkpoint().manifest().protocol()).contains("folds [1, 2]");
    }

    private static float[] embed(TrainingOutcome outcome, List<LabelledPicture> pictures) {
        try (ZeroShotModel model = ZeroShotModels.open(outcome.checkpoint(), Device.cpu())) {
            return PictureEmbedding.of(model, pictures, 4, ProgressListener.NONE)
                    .vectors()
                    .rows();
        }
    }
}
