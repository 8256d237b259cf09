package io.zerostream.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GzslFiguresTest {
    private static final boolean[] TRAINED = {true, true, false, false};

    @Test
    void areaUnderSeenOverUnseenIsThatOfItsCorners() {
        // leads of the trained class: A 0.4 (right), B 0.2 (right), C 0.3 (C found among new), D -0.1 (D found)
        ClassScores scores = new ClassScores(
                new float[] {
                    0.6f, 0, 0.2f, 0, //
                    0, 0.5f, 0, 0.3f, //
                    0.6f, 0, 0.3f, 0, //
                    0, 0.3f, 0, 0.4f
                },
                new int[] {0, 1, 2, 3},
                4);
        // (U,S) as γ grows: (0,1) D→(.5,1) B→(.5,.5) C→(1,.5) A→(1,0)
        GzslFigures figures = GzslFigures.of(scores, TRAINED, GammaProtocol.VALIDATED, 0, 1);
        assertThat(figures.ausuc().value()).isEqualTo(0.75, within(1e-9));
        assertThat(figures.u().value()).isEqualTo(0.5);
        assertThat(figures.s().value()).isEqualTo(1);
        assertThat(figures.h().value()).isEqualTo(2 / 3.0, within(1e-6));
        assertThat(figures.t1().value()).isEqualTo(1);
        assertThat(figures.t1().chance()).isEqualTo(0.5);
    }

    @Test
    void areaOfAnyScoresIsThatOfAFineGrid() {
        Random random = new Random(5);
        float[] rows = new float[400 * 4];
        int[] classes = new int[400];
        for (int i = 0; i < 400; i++) {
            classes[i] = random.nextInt(4);
            for (int c = 0; c < 4; c++) {
                rows[4 * i + c] = random.nextFloat() + (c == classes[i] ? 0.3f : 0);
            }
        }
        CalibratedStacking stacking = new CalibratedStacking(new ClassScores(rows, classes, 4), TRAINED);
        double[] weights = stacking.perClassWeights();
        double area = 0;
        double u = 0;
        double s = stacking.accuracy(weights, true, -9);
        for (double gamma = -2; gamma <= 2; gamma += 0.0005) {
            double nextU = stacking.accuracy(weights, false, gamma);
            double nextS = stacking.accuracy(weights, true, gamma);
            area += (nextU - u) * (nextS + s) / 2;
            u = nextU;
            s = nextS;
        }
        assertThat(stacking.ausuc(weights)).isEqualTo(area, within(2e-3)).isBetween(0.2, 0.9);
    }

    @Test
    void publishedTakesTheBestGammaOfTheTestAndValidatedTheCarriedOne() {
        ClassScores scores = new ClassScores(
                new float[] {
                    0.9f, 0, 0.05f, 0, //
                    0, 0.9f, 0, 0.05f, //
                    0.6f, 0, 0.3f, 0, //
                    0, 0.5f, 0, 0.4f
                },
                new int[] {0, 1, 2, 3},
                4);
        GzslFigures validated = GzslFigures.of(scores, TRAINED, GammaProtocol.VALIDATED, 0.2f, 1);
        GzslFigures published = GzslFigures.of(scores, TRAINED, GammaProtocol.PUBLISHED, 0.2f, 1);
        assertThat(validated.penalty().gamma()).isEqualTo(0.2f);
        assertThat(validated.u().value()).isEqualTo(0.5);
        assertThat(published.penalty().gamma()).isBetween(0.3f, 0.85f);
        assertThat(published.h().value()).isEqualTo(1);
    }

    @Test
    void whatCannotBeGivenIsAbsentWithTheReason() {
        ClassScores unseenOnly = new ClassScores(new float[] {0, 0, 1, 0, 1, 0, 0, .5f}, new int[] {2, 3}, 4);
        GzslFigures figures = GzslFigures.of(unseenOnly, TRAINED, GammaProtocol.VALIDATED, 0, 1);
        assertThat(figures.t1().value()).isEqualTo(1);
        assertThat(figures.u().value()).isEqualTo(0.5);
        assertThat(figures.s().value()).isNull();
        assertThat(figures.s().absent()).contains("no test pictures of seen classes");
        assertThat(figures.h().absent()).isNotNull();
        assertThat(figures.ausuc().absent()).isNotNull();

        GzslFigures all = GzslFigures.of(unseenOnly, new boolean[4], GammaProtocol.PUBLISHED, 0, 1);
        assertThat(all.t1().value()).isEqualTo(0.5);
        assertThat(all.u().absent()).contains("all classes are unseen");

        ClassScores seenOnly = new ClassScores(new float[] {1, 0, 0, 0}, new int[] {0}, 4);
        assertThat(GzslFigures.of(seenOnly, TRAINED, GammaProtocol.VALIDATED, 0, 1)
                        .t1()
                        .absent())
                .contains("no test pictures of unseen classes");
    }

    @Test
    void bootstrapGivesTheSpreadOfABinomialShare() {
        // one class with pictures: 200 of 400 right
        float[] rows = new float[400 * 4];
        for (int i = 0; i < 400; i++) {
            rows[4 * i + (i % 2 == 0 ? 2 : 3)] = 1;
        }
        int[] classes = new int[400];
        Arrays.fill(classes, 2);
        GzslFigures figures = GzslFigures.of(new ClassScores(rows, classes, 4), TRAINED, GammaProtocol.VALIDATED, 0, 3);
        double half = 1.96 * Math.sqrt(0.25 / 400);
        assertThat(figures.t1().low()).isEqualTo(0.5 - half, within(0.01));
        assertThat(figures.t1().high()).isEqualTo(0.5 + half, within(0.01));
    }
}
