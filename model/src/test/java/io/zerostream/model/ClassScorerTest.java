package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
        for (int classes : new int[] {5, 300}) {
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

    @Test
    void agreesWithTheDefinitionOnManyClasses() {
        Random random = new Random(1);
        int a = 7;
        SemanticSpace space = new SemanticSpace(
                "r", IntStream.range(0, a).mapToObj(i -> "x" + i).toList(), new float[0][]);
        List<Prototype> classes = IntStream.range(0, 500)
                .mapToObj(c -> new Prototype("c" + c, gaussian(random, a), c % 3 != 0))
                .toList();
        ClassScorer scorer = new ClassScorer(Prototypes.of(space, classes), new ScoringOptions(0.01f, -1, 4));
        for (int trial = 0; trial < 50; trial++) {
            float[] vector = gaussian(random, a);

            List<ClassScore> top = scorer.match(vector, 1).get(0).top();

            assertThat(top)
                    .extracting(ClassScore::className)
                    .containsExactlyElementsOf(definition(classes, vector, 0.01));
        }
    }

    private static List<String> definition(List<Prototype> classes, float[] v, double gamma) {
        double[] e = new double[classes.size()];
        double sum = 0;
        for (int c = 0; c < e.length; c++) {
            double dot = 0;
            double norm = 0;
            for (int j = 0; j < v.length; j++) {
                dot += (double) v[j] * classes.get(c).vector()[j];
                norm += (double) classes.get(c).vector()[j] * classes.get(c).vector()[j];
            }
            e[c] = Math.exp(dot / Math.sqrt(norm));
            sum += e[c];
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, e.length).boxed().toList());
        double total = sum;
        order.sort(Comparator.comparingDouble(
                (Integer c) -> -(e[c] / total - (classes.get(c).seen() ? gamma : 0))));
        return order.stream().limit(4).map(c -> "c" + c).toList();
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
