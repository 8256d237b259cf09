package io.zerostream.model.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassScorerTest {
    private static final SemanticSpace SPACE =
            new SemanticSpace("toy", List.of("red", "white", "blue", "upright_cross"), new float[0][]);
    private static final List<Prototype> CLASSES = List.of(
            new Prototype("tomato", new float[] {5, 0, 0, 0}, true),
            new Prototype("snow", new float[] {0, 2, 0, 0}, true),
            new Prototype("norway", new float[] {1, 1, 1, 1}, false));

    @Test
    void picksTheNearestPrototype() {
        Match match = match(new float[] {3, 0.1f, 0, 0}, new ScoringOptions(0, -1, 2));

        assertThat(match.top()).extracting(ClassScore::className).containsExactly("tomato", "norway");
        assertThat(match.unknown()).isFalse();
        assertThat(match.similarity()).isCloseTo(1, within(1e-3f));
        assertThat(match.evidence().get(0).attribute()).isEqualTo("red");
    }

    @Test
    void gammaHoldsTheSeenBack() {
        float[] torn = {2, 1, 0.6f, 0.4f};

        assertThat(match(torn, new ScoringOptions(0, -1, 1)).top().get(0).className())
                .isEqualTo("tomato");
        assertThat(match(torn, new ScoringOptions(0.5f, -1, 1)).top().get(0).className())
                .isEqualTo("norway");
    }

    @Test
    void belowTheThresholdItIsUnknown() {
        float[] alien = {-1, -1, 1, -1};

        assertThat(match(alien, new ScoringOptions(0, 0.5f, 1)).unknown()).isTrue();
        assertThat(match(alien, new ScoringOptions(0, -1, 1)).unknown()).isFalse();
    }

    @Test
    void aMatchDoesNotDependOnItsNeighboursInTheBatch() {
        Random random = new Random(4);
        int a = 11;
        SemanticSpace space = new SemanticSpace(
                "r", IntStream.range(0, a).mapToObj(i -> "x" + i).toList(), new float[0][]);
        for (int classes : new int[] {5, 300, 4000}) {
            List<Prototype> set = IntStream.range(0, classes)
                    .mapToObj(c -> new Prototype("c" + c, gaussian(random, a), c % 3 != 0))
                    .toList();
            ClassScorer scorer = new ClassScorer(Prototypes.of(space, set), new ScoringOptions(0.01f, -1, 4));
            float[] vectors = gaussian(random, 19 * a);

            List<Match> together = scorer.match(vectors, 19);

            for (int i = 0; i < 19; i++) {
                assertThat(scorer.match(Arrays.copyOfRange(vectors, i * a, (i + 1) * a), 1))
                        .containsExactly(together.get(i));
            }
        }
    }

    /** Few classes go through plain Java, many through the native library where there is one, in blocks of 1536. */
    @ParameterizedTest
    @CsvSource({
        "500, SOFTMAX, 0.01",
        "500, LOGITS, 0.7",
        "5000, SOFTMAX, 0.0001",
        "5000, LOGITS, 0.7",
        "1100, LOGITS, 9"
    })
    void agreesWithTheDefinitionOnManyClasses(int count, Calibration calibration, float gamma) {
        Random random = new Random(1);
        int a = 7;
        SemanticSpace space = new SemanticSpace(
                "r", IntStream.range(0, a).mapToObj(i -> "x" + i).toList(), new float[0][]);
        List<Prototype> classes = IntStream.range(0, count)
                .mapToObj(c -> new Prototype("c" + c, gaussian(random, a), c % 3 != 0))
                .toList();
        ClassScorer scorer = new ClassScorer(
                Prototypes.of(space, classes), new ScoringOptions(new SeenPenalty(gamma, calibration), -1, 4));
        for (int trial = 0; trial < 50; trial++) {
            float[] vector = gaussian(random, a);

            List<ClassScore> top = scorer.match(vector, 1).get(0).top();

            List<ClassScore> expected = definition(classes, vector, calibration, gamma);
            assertThat(top)
                    .extracting(ClassScore::className)
                    .containsExactlyElementsOf(
                            expected.stream().map(ClassScore::className).toList());
            for (int i = 0; i < top.size(); i++) {
                assertThat(top.get(i).score())
                        .isCloseTo(
                                expected.get(i).score(),
                                within(1e-5f * Math.abs(top.get(i).score()) + 1e-8f));
            }
        }
    }

    private static List<ClassScore> definition(
            List<Prototype> classes, float[] v, Calibration calibration, double gamma) {
        double[] e = new double[classes.size()];
        double sum = 0;
        for (int c = 0; c < e.length; c++) {
            double dot = 0;
            double norm = 0;
            for (int j = 0; j < v.length; j++) {
                dot += (double) v[j] * classes.get(c).vector()[j];
                norm += (double) classes.get(c).vector()[j] * classes.get(c).vector()[j];
            }
            double penalty = classes.get(c).seen() ? gamma : 0;
            e[c] = Math.exp(dot / Math.sqrt(norm) - (calibration == Calibration.LOGITS ? penalty : 0));
            sum += e[c];
        }
        List<ClassScore> scores = new ArrayList<>();
        for (int c = 0; c < e.length; c++) {
            boolean penalised =
                    calibration == Calibration.SOFTMAX && classes.get(c).seen();
            scores.add(new ClassScore(
                    "c" + c,
                    (float) (e[c] / sum - (penalised ? gamma : 0)),
                    classes.get(c).seen()));
        }
        scores.sort(Comparator.comparingDouble((ClassScore score) -> -score.score()));
        return scores.subList(0, 4);
    }

    /** What γ in softmax scores cannot promise: see the next test. */
    @Test
    void withGammaInLogitsOtherClassesDoNotTurnADecisionBetweenTwo() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int a = 6;
            SemanticSpace space = new SemanticSpace(
                    "r", IntStream.range(0, a).mapToObj(i -> "x" + i).toList(), new float[0][]);
            List<Prototype> two = List.of(
                    new Prototype("seen", gaussian(random, a), true),
                    new Prototype("unseen", gaussian(random, a), false));
            List<Prototype> many = new ArrayList<>(two);
            for (int c = 0; c < 1 + random.nextInt(seed % 10 == 0 ? 2000 : 40); c++) {
                many.add(new Prototype("other" + c, gaussian(random, a), random.nextBoolean()));
            }
            Collections.shuffle(many, random);
            ScoringOptions options =
                    new ScoringOptions(new SeenPenalty(2 * random.nextFloat(), Calibration.LOGITS), -1, many.size());
            float[] vector = gaussian(random, a);

            assertThat(order(space, many, options, vector))
                    .as("seed %d", seed)
                    .isEqualTo(order(space, two, options, vector));
        }
    }

    @Test
    void withGammaInSoftmaxScoresTheSizeOfTheSetTurnsIt() {
        float[] vector = {2, 1.2f, 0, 0};
        ScoringOptions options = new ScoringOptions(0.1f, -1, 60);
        List<Prototype> two = List.of(
                new Prototype("seen", new float[] {1, 0, 0, 0}, true),
                new Prototype("unseen", new float[] {0, 1, 0, 0}, false));
        List<Prototype> many = new ArrayList<>(two);
        for (int c = 0; c < 50; c++) {
            many.add(new Prototype("other" + c, new float[] {0, 0, 1, c}, true));
        }

        assertThat(order(SPACE, two, options, vector)).containsExactly("seen", "unseen");
        assertThat(order(SPACE, many, options, vector)).containsExactly("unseen", "seen");
    }

    private static List<String> order(
            SemanticSpace space, List<Prototype> classes, ScoringOptions options, float[] vector) {
        return new ClassScorer(Prototypes.of(space, classes), options)
                .match(vector, 1).get(0).top().stream()
                        .map(ClassScore::className)
                        .filter(name -> name.endsWith("seen"))
                        .toList();
    }

    @Test
    void whoGaveItsLastShareBackCannotMatch() {
        Prototypes prototypes = Prototypes.of(SPACE, CLASSES);
        ClassScorer scorer = new ClassScorer(prototypes, new ScoringOptions(0, -1, 1));
        prototypes.retain();
        prototypes.release();
        assertThat(scorer.match(new float[] {1, 0, 0, 0}, 1)).hasSize(1);

        prototypes.release();

        assertThatThrownBy(() -> scorer.match(new float[] {1, 0, 0, 0}, 1)).hasMessageContaining("were freed");
    }

    @Test
    void refusesWhatDoesNotFit() {
        ClassScorer scorer = new ClassScorer(Prototypes.of(SPACE, CLASSES), new ScoringOptions(0, -1, 1));

        assertThatThrownBy(() -> scorer.match(new float[5], 1)).hasMessageContaining("5 values are not 1 vectors");
        assertThatThrownBy(() -> scorer.match(new float[] {Float.NaN, 0, 0, 0}, 1))
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> Prototypes.of(SPACE, List.of(new Prototype("x", new float[3], true))))
                .hasMessageContaining("has 3 values");
        assertThatThrownBy(() -> Prototypes.of(SPACE, List.of(new Prototype("x", new float[4], true))))
                .hasMessageContaining("all zeros");
        assertThatThrownBy(() -> Prototypes.of(
                        SPACE, List.of(new Prototype("x", new float[] {1, Float.POSITIVE_INFINITY, 0, 0}, true))))
                .hasMessageContaining("at attribute 'white'");
        assertThatThrownBy(() -> Prototypes.of(SPACE, List.of(CLASSES.get(0), CLASSES.get(0))))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new ScoringOptions(2, 0, 1)).hasMessageContaining("gamma");
        assertThatThrownBy(() -> new SeenPenalty(-1, Calibration.LOGITS)).hasMessageContaining("gamma");
        assertThatThrownBy(() -> new SeenPenalty(Float.NaN, Calibration.LOGITS)).hasMessageContaining("gamma");
    }

    @Test
    void aMisspeltAttributeGetsTheNearestNames() {
        assertThatThrownBy(() -> SPACE.vector(Map.of("upright_cros", 1f)))
                .isInstanceOfSatisfying(
                        UnknownAttributeException.class,
                        e -> assertThat(e.nearest().get(0)).isEqualTo("upright_cross"));
    }

    private static Match match(float[] vector, ScoringOptions options) {
        return new ClassScorer(Prototypes.of(SPACE, CLASSES), options)
                .match(vector, 1)
                .get(0);
    }

    private static float[] gaussian(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
