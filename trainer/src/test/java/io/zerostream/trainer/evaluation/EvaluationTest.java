package io.zerostream.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final SemanticSpace SPACE = new SemanticSpace("s", List.of("p", "q", "r", "s"), new float[0][]);

    /** Two trained classes, two new ones, each with an attribute of its own. */
    private static final Prototypes CLASSES = Prototypes.of(
            SPACE,
            List.of(
                    new Prototype("A", new float[] {1, 0, 0, 0}, true),
                    new Prototype("B", new float[] {0, 1, 0, 0}, true),
                    new Prototype("C", new float[] {0, 0, 1, 0}, false),
                    new Prototype("D", new float[] {0, 0, 0, 1}, false)));

    /** Softmax of (ln 2, 0, 0, 0) is (2, 1, 1, 1)/5: leads of a fifth. */
    private static final float LEAD = (float) Math.log(2);

    @Test
    void averagesOverClassesNotOverPictures() {
        // A: three right; B: one, taken for A
        SemanticVectors vectors = vectors(
                new int[] {0, 0, 0, 1, 2, 3},
                new float[][] {{9, 0, 0, 0}, {9, 0, 0, 0}, {9, 0, 0, 0}, {9, 0, 0, 0}, {0, 0, 9, 0}, {0, 0, 0, 9}});
        Evaluation evaluation = Evaluation.of(vectors, CLASSES, ofSoftmax(0));
        assertThat(evaluation.s().mean()).isEqualTo(0.5);
        assertThat(evaluation.u().mean()).isEqualTo(1);
        assertThat(evaluation.t1().mean()).isEqualTo(1);
        assertThat(evaluation.h()).isEqualTo(2 * 0.5 / 1.5, within(1e-9));
        assertThat(evaluation.s().chance()).isEqualTo(0.25);
        assertThat(evaluation.t1().chance()).isEqualTo(0.5);
        assertThat(evaluation.confusion()[1]).containsExactly(1, 0, 0, 0);
    }

    @Test
    void takesGammaOffTrainedClassesOnly() {
        // a picture of C that looks a fifth more like A; one of A that leads by as much
        SemanticVectors vectors = vectors(
                new int[] {0, 1, 2, 3},
                new float[][] {{LEAD, 0, 0, 0}, {0, 9, 0, 0}, {LEAD, 0, 0.01f, 0}, {0, 0, 0, 9}});
        Evaluation low = Evaluation.of(vectors, CLASSES, ofSoftmax(0.1f));
        assertThat(low.u().mean()).isEqualTo(0.5);
        assertThat(low.s().mean()).isEqualTo(1);
        Evaluation high = Evaluation.of(vectors, CLASSES, ofSoftmax(0.3f));
        assertThat(high.u().mean()).isEqualTo(1);
        assertThat(high.s().mean()).isEqualTo(0.5);
    }

    @Test
    void findsTheGammaWithTheGreatestHarmonicMean() {
        // needs γ above 0.2 for C, and below softmax's lead of about 0.9 for A
        SemanticVectors vectors = vectors(
                new int[] {0, 1, 2, 3}, new float[][] {{4, 0, 0, 0}, {0, 9, 0, 0}, {LEAD, 0, 0, 0}, {0, 0, 0, 9}});
        Evaluation evaluation = Evaluation.of(vectors, CLASSES, ofSoftmax(0));
        assertThat(evaluation.h()).isLessThan(1);
        assertThat(evaluation.best().gamma()).isBetween(0.2f, 0.9f);
        assertThat(Evaluation.of(vectors, CLASSES, evaluation.best()).h()).isEqualTo(1);
    }

    private static SeenPenalty ofSoftmax(float gamma) {
        return new SeenPenalty(gamma, Calibration.SOFTMAX);
    }

    @Test
    void choosesGammaOfLogitsBetweenTheLeads() {
        SemanticVectors vectors = vectors(
                new int[] {0, 1, 2, 3}, new float[][] {{4, 0, 0, 0}, {0, 9, 0, 0}, {LEAD, 0, 0, 0}, {0, 0, 0, 9}});
        Evaluation chosen = Evaluation.choosing(vectors, CLASSES);

        assertThat(chosen.h()).isEqualTo(1);
        assertThat(chosen.penalty().calibration()).isEqualTo(Calibration.LOGITS);
        assertThat(chosen.penalty().gamma()).isBetween(LEAD, 4f);
        // beyond the greatest lead no trained class is ever given
        Evaluation.Point last = chosen.curve().get(chosen.curve().size() - 1);
        assertThat(last.gamma()).isGreaterThan(9);
        assertThat(last.s()).isZero();
        assertThat(last.u()).isEqualTo(1);
    }

    /** The γ that is published means the same in the job: evaluation and scorer are two pieces of code. */
    @Test
    void findsWhatTheScorerFindsInBothUnits() {
        Random random = new Random(5);
        float[][] rows = new float[500][4];
        for (float[] row : rows) {
            for (int a = 0; a < row.length; a++) {
                row[a] = (float) (2 * random.nextGaussian());
            }
        }
        int[] classes = random.ints(rows.length, 0, 4).toArray();
        SemanticVectors vectors = vectors(classes, rows);
        for (SeenPenalty penalty :
                List.of(ofSoftmax(0.3f), new SeenPenalty(0.9f, Calibration.LOGITS), SeenPenalty.NONE)) {
            List<Match> matches =
                    new ClassScorer(CLASSES, new ScoringOptions(penalty, -1, 1)).match(vectors.rows(), vectors.size());
            int[][] confusion = new int[4][4];
            for (int i = 0; i < rows.length; i++) {
                String found = matches.get(i).top().get(0).className();
                confusion[classes[i]]["ABCD".indexOf(found)]++;
            }
            assertThat(Evaluation.of(vectors, CLASSES, penalty).confusion()).isDeepEqualTo(confusion);
        }
    }

    @Test
    void givesOnlyNewClassesToChooseFromForT1() {
        SemanticVectors vectors =
                vectors(new int[] {0, 2, 3}, new float[][] {{9, 0, 0, 0}, {9, 0, 1, 0}, {9, 0, 1, 0}});
        assertThat(Evaluation.of(vectors, CLASSES, ofSoftmax(0)).t1().mean()).isEqualTo(0.5);
        assertThat(Evaluation.of(vectors, CLASSES, ofSoftmax(0)).u().mean()).isZero();
    }

    @Test
    void needsPicturesOfNewClasses() {
        SemanticVectors vectors = vectors(new int[] {0}, new float[][] {{9, 0, 0, 0}});
        assertThatThrownBy(() -> Evaluation.of(vectors, CLASSES, ofSoftmax(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("new classes");
    }

    @Test
    void widensTheIntervalWithTheSpreadOfTheClasses() {
        Accuracy accuracy = Accuracy.of(new double[] {0, 1, 0, 1}, 10);
        assertThat(accuracy.mean()).isEqualTo(0.5);
        assertThat(accuracy.halfWidth()).isEqualTo(1.96 * Math.sqrt(1 / 3.0) / 2, within(1e-9));
        assertThat(accuracy.chance()).isEqualTo(0.1);
    }

    @Test
    void keepsTheWantedShareOfKnownPicturesAboveTheThreshold() {
        float[][] rows = new float[100][];
        for (int i = 0; i < 100; i++) {
            double angle = i * 0.01;
            rows[i] = new float[] {(float) Math.cos(angle), 0, 0, -(float) Math.sin(angle)};
        }
        SemanticVectors known = vectors(new int[100], rows);
        SemanticVectors others = vectors(new int[] {0, 0}, new float[][] {{-1, -1, -1, -1}, {1, 0, 0, 0}});
        UnknownThreshold threshold = UnknownThreshold.choose(known, others, CLASSES, SeenPenalty.NONE, 0.9);
        assertThat(threshold.knownKept()).isEqualTo(0.9, within(0.011));
        assertThat(threshold.threshold()).isEqualTo((float) Math.cos(0.89), within(0.02f));
        assertThat(threshold.othersRejected()).isEqualTo(0.5);
    }

    private static SemanticVectors vectors(int[] classes, float[][] rows) {
        float[] all = new float[rows.length * 4];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, 4 * i, 4);
        }
        return new SemanticVectors(all, classes, 4);
    }
}
