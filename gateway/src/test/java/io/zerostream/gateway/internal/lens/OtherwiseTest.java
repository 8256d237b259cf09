package io.zerostream.gateway.internal.lens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.gateway.internal.registry.PrototypeRecords;
import io.zerostream.gateway.internal.view.WhyView.Altered;
import io.zerostream.gateway.internal.view.WhyView.Attributes;
import io.zerostream.gateway.internal.view.WhyView.Sign;
import io.zerostream.gateway.internal.view.WhyView.WouldChange;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Over random sets and pictures. */
class OtherwiseTest {
    private static final int ROUNDS = 400;
    private static final int ATTRIBUTES = 9;
    private static final SemanticSpace SPACE = new SemanticSpace(
            "toy", IntStream.range(0, ATTRIBUTES).mapToObj(i -> "a" + i).toList(), List.of(), 1f);

    private static void overRandomSets(int leastClasses, int mostClasses, BiConsumer<SetScorer, float[]> check) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<ClassPrototype> classes = IntStream.range(
                            0, leastClasses + random.nextInt(mostClasses - leastClasses + 1))
                    .mapToObj(c -> prototype("c" + c, random))
                    .toList();
            boolean logits = random.nextBoolean();
            ClassSet set = new ClassSet(
                    "toy",
                    "toy",
                    1L,
                    classes.stream().map(ClassPrototype::getName).toList(),
                    random.nextFloat() * (logits ? 2 : 0.5f),
                    random.nextFloat() * 2 - 1,
                    5,
                    Instant.EPOCH,
                    "test",
                    logits ? Calibration.LOGITS : Calibration.SOFTMAX);
            try (SetScorer scorer = new SetScorer(
                    SPACE,
                    set,
                    classes.stream().map(PrototypeRecords::prototype).toList())) {
                check.accept(scorer, vector(random, 3));
            }
        }
    }

    private static ClassPrototype prototype(String name, Random random) {
        List<Float> values = new ArrayList<>();
        for (float value : vector(random, 1)) {
            values.add(Math.abs(value));
        }
        return new ClassPrototype(
                "toy", name, values, random.nextBoolean(), Provenance.DATA_SET, "test", Instant.EPOCH, "");
    }

    private static float[] vector(Random random, float scale) {
        float[] vector = new float[ATTRIBUTES];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (random.nextFloat() * 2 - 0.6f) * scale;
        }
        return vector;
    }

    private static Match match(SetScorer scorer, float[] vector) {
        return scorer.match(vector, 1, 10).get(0);
    }

    private static String best(SetScorer scorer, float[] vector) {
        return match(scorer, vector).top().get(0).className();
    }

    @Test
    void theNamedAttributesMakeTheRunnerUpWinAndOneFewerDoesNot() {
        int[] flipped = {0};
        overRandomSets(2, 12, (scorer, vector) -> {
            Match match = match(scorer, vector);
            Attributes change = new Otherwise(vector, scorer, match).attributes();
            if (change == null) {
                return;
            }
            flipped[0]++;
            assertThat(change.runnerUp()).isEqualTo(match.top().get(1).className());
            float[] altered = vector.clone();
            for (Altered one : change.altered()) {
                assertThat(best(scorer, altered)).isNotEqualTo(change.runnerUp());
                alter(altered, one, UnitVector.of(vector).length());
            }
            assertThat(best(scorer, altered)).isEqualTo(change.runnerUp());
            assertThat(match(scorer, altered).unknown()).isEqualTo(change.unknown());
        });
        assertThat(flipped[0]).as("sets with a change").isGreaterThan(ROUNDS / 2);
    }

    private static void alter(float[] vector, Altered one, double length) {
        vector[SPACE.getAttributes().indexOf(one.attribute())] = (float) (one.instead() * length);
    }

    /** Every smaller choice of attributes is tried. */
    @Test
    void ofTwoClassesNoFewerAttributesWouldDo() {
        overRandomSets(2, 2, (scorer, vector) -> {
            Match match = match(scorer, vector);
            Attributes change = new Otherwise(vector, scorer, match).attributes();
            if (change == null) {
                return;
            }
            float[] expected = scorer.row(change.runnerUp());
            double length = UnitVector.of(vector).length();
            for (int choice = 0; choice < 1 << ATTRIBUTES; choice++) {
                if (Integer.bitCount(choice) < change.altered().size()) {
                    float[] altered = vector.clone();
                    for (int j = 0; j < ATTRIBUTES; j++) {
                        if ((choice >> j & 1) == 1) {
                            altered[j] = (float) (expected[j] * length);
                        }
                    }
                    assertThat(best(scorer, altered)).isNotEqualTo(change.runnerUp());
                }
            }
        });
    }

    @Test
    void thresholdAndPenaltyAreThoseThatDecided() {
        int[] decided = {0};
        overRandomSets(2, 8, (scorer, vector) -> {
            Match match = match(scorer, vector);
            WouldChange change = new Otherwise(vector, scorer, match).view();
            assertThat(change.threshold().above() < 0).isEqualTo(match.unknown());
            boolean anotherWithout = change.penalty().otherwise() != null;
            assertThat(change.penalty().decided()).isEqualTo(anotherWithout);
            if (anotherWithout) {
                decided[0]++;
                // what the penalty took it from is a seen class, and what it gave it to is none
                assertThat(match.top().stream()
                                .filter(c ->
                                        c.className().equals(change.penalty().otherwise()))
                                .toList())
                        .singleElement()
                        .satisfies(c -> assertThat(c.seen()).isTrue());
                assertThat(match.top().get(0).seen()).isFalse();
            }
        });
        assertThat(decided[0]).as("sets in which the penalty decided").isPositive();
    }

    @Test
    void aSetOfOneClassHasNoRunnerUp() {
        overRandomSets(
                1, 1, (scorer, vector) -> assertThat(new Otherwise(vector, scorer, match(scorer, vector)).attributes())
                        .isNull());
    }

    @Test
    void sharesAddUpToTheSimilarityAndGapsToWhatItLacks() {
        overRandomSets(2, 6, (scorer, vector) -> {
            Match match = match(scorer, vector);
            Contributions contributions = new Contributions(
                    scorer.attributes(),
                    UnitVector.of(vector).values(),
                    scorer.row(match.top().get(0).className()));
            double shares = IntStream.range(0, ATTRIBUTES)
                    .mapToDouble(contributions::share)
                    .sum();
            double gaps = IntStream.range(0, ATTRIBUTES)
                    .mapToDouble(contributions::gap)
                    .sum();
            assertThat(shares).isCloseTo(match.similarity(), within(1e-5));
            assertThat(gaps).isCloseTo(1 - match.similarity(), within(1e-5));

            List<Sign> signs = contributions.signs(ATTRIBUTES);
            assertThat(signs.stream().map(Sign::attribute)).doesNotHaveDuplicates();
            assertThat(signs)
                    .allSatisfy(sign -> assertThat(sign.speaks().equals("for")).isEqualTo(sign.share() >= sign.gap()));
            assertThat(signs.stream().filter(s -> s.speaks().equals("for")).map(Sign::share))
                    .isSortedAccordingTo((x, y) -> Float.compare(y, x));
        });
    }
}
