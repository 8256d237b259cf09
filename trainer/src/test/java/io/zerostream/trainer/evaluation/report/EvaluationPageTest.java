package io.zerostream.trainer.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.image.RgbImage;
import io.zerostream.model.inference.AttentionMaps;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.evaluation.GammaProtocol;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The page of the bundled model on some of the flags' views. */
class EvaluationPageTest {
    private static final int SEEN = 60;
    private static final int UNSEEN = 90;

    @Test
    void showsFiguresMapAttentionConfusionsAndAttributesAndTheSpreadOverRuns() throws Exception {
        Evaluated run;
        try (ZeroShotModel model = ZeroShotModels.open(FlagsCheckpoint.bundled(), Device.cpu())) {
            run = Evaluator.look(model, someFlags(), GammaProtocol.VALIDATED, 3, ProgressListener.NONE);
        }

        assertThat(run.vectors().size()).isEqualTo(UNSEEN);
        assertThat(run.looks()).hasSize(3).allSatisfy(look -> assertThat(look.images())
                .hasSize(5)
                .doesNotHaveDuplicates()
                .allMatch(image -> image.startsWith("data:image/png;base64,")));
        String page = EvaluationPage.of(List.of(run));
        assertThat(page)
                .contains(
                        "<td>T1", "map of the semantic vectors", "Where the model looks", "taken for", "upright_cross")
                .doesNotContain("standard deviation");
        assertThat(EvaluationPage.of(List.of(run, run))).contains("mean ± standard deviation", "± 0.0");

        JsonNode json = new ObjectMapper().readTree(EvaluationReport.toJson(List.of(run.report(), run.report())));
        assertThat(json.at("/over_runs/T1/mean").asDouble())
                .isEqualTo(json.at("/runs/0/T1").asDouble(), within(1e-12));
        assertThat(json.get("runs")).hasSize(2);
    }

    @Test
    void attentionOfThePictureSumsToOneForEachAttribute() {
        try (ZeroShotModel model = ZeroShotModels.open(FlagsCheckpoint.bundled(), Device.cpu())) {
            RgbImage picture = new FlagViews(ViewSettings.standard())
                    .view("no", 1, model.input().height(), model.input().width());
            AttentionMaps maps = model.attention(picture.pixels(), 1).orElseThrow();
            assertThat(maps.attributes()).isEqualTo(36);
            for (int a = 0; a < maps.attributes(); a++) {
                double sum = 0;
                for (int row = 0; row < maps.height(); row++) {
                    for (int column = 0; column < maps.width(); column++) {
                        sum += maps.at(0, a, row, column);
                    }
                }
                assertThat(sum).isEqualTo(1, within(1e-5));
            }
        }
    }

    @Test
    void theMapKeepsClassesTogetherThatAreFarApartAndIsTheSameEachTime() {
        Random random = new Random(1);
        int each = 30;
        float[] rows = new float[3 * each * 8];
        int[] classes = new int[3 * each];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i % 3;
            for (int a = 0; a < 8; a++) {
                rows[i * 8 + a] = (a % 3 == classes[i] ? 1 : 0) + 0.05f * random.nextFloat();
            }
        }
        SemanticVectors vectors = new SemanticVectors(rows, classes, 8);
        VectorMap map = VectorMap.of(vectors).orElseThrow();
        int neighboursOfAnother = 0;
        for (int i = 0; i < classes.length; i++) {
            int nearest = -1;
            for (int j = 0; j < classes.length; j++) {
                if (j != i && (nearest < 0 || distance(map, i, j) < distance(map, i, nearest))) {
                    nearest = j;
                }
            }
            neighboursOfAnother += map.classes()[nearest] == map.classes()[i] ? 0 : 1;
        }
        assertThat(neighboursOfAnother).isZero();
        assertThat(VectorMap.of(vectors).orElseThrow().points()).isDeepEqualTo(map.points());
        assertThat(VectorMap.of(new SemanticVectors(new float[3 * 8], new int[3], 8)))
                .isEmpty();
    }

    private static double distance(VectorMap map, int i, int j) {
        return Math.hypot(map.points()[i][0] - map.points()[j][0], map.points()[i][1] - map.points()[j][1]);
    }

    private static ZeroShotDataSet someFlags() {
        ZeroShotDataSet all = DataSets.open("flags");
        return new ZeroShotDataSet(
                "some flags",
                all.space(),
                all.classes(),
                Map.of(
                        Split.TEST_SEEN, spread(all.pictures(Split.TEST_SEEN), SEEN),
                        Split.TEST_UNSEEN, spread(all.pictures(Split.TEST_UNSEEN), UNSEEN)),
                List.of());
    }

    private static List<LabelledPicture> spread(List<LabelledPicture> all, int count) {
        List<LabelledPicture> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get(i * all.size() / count));
        }
        return some;
    }
}
