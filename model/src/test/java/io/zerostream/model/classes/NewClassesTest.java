package io.zerostream.model.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.ModelException;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewClassesTest {
    private static final SemanticSpace SPACE = new SemanticSpace(
            "birds",
            List.of(
                    "has_wing_color::black",
                    "has_wing_color::grey",
                    "has_wing_color::red",
                    "has_bill_shape::hooked",
                    "striped tail"),
            new float[][] {{1, 0}, {0.8f, 0.6f}, {-1, 0}, {1, 0}, {0, 1}});

    @Test
    void theMeanOfExamplesCountsEachAlikeAndFindsTheOddOne() {
        ExamplePrototype prototype =
                ExamplePrototype.of(vectors(2, new float[] {9, 0, 0, 3, 8, 0.1f, 7, -0.2f, -5, 5}));
        assertThat(prototype.odd()).containsExactly(1, 4);

        ExamplePrototype two = ExamplePrototype.of(vectors(2, new float[] {100, 0, 0, 0.5f}));
        assertThat(two.vector()).containsExactly(new float[] {0.7071f, 0.7071f}, within(1e-4f));
        assertThat(two.agreement()).isEqualTo(0, within(1e-9));
        assertThat(ExamplePrototype.of(vectors(2, new float[] {0, 3})).agreement())
                .isEqualTo(1, within(1e-9));
    }

    /** Others on both sides of their mean along each axis, so that their covariance is a diagonal that can be written down. */
    @Test
    void aClassIsSetApartByTheRegularisedDiscriminant() {
        double[] mean = {0.8, 0.3, 0.1};
        double[] spread = {0.3, 0.1, 0};
        double[] own = {0.9, 0.3, 0.4};
        List<float[]> others = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            for (int side = -1; side <= 1; side += 2) {
                float[] other = {0.8f, 0.3f, 0.1f};
                other[axis] += (float) (side * spread[axis]);
                others.add(other);
            }
        }
        double[] s = new double[3];
        double trace = 0;
        for (int i = 0; i < 3; i++) {
            s[i] = 2 * spread[i] * spread[i] / 6;
            trace += s[i];
        }
        double along = 0;
        double common = 0;
        for (int i = 0; i < 3; i++) {
            s[i] += 0.3 * trace / 3;
            along += (own[i] - mean[i]) * mean[i] / s[i];
            common += mean[i] * mean[i] / s[i];
        }

        double[] direction = Apart.direction(own, others).orElseThrow();

        for (int i = 0; i < 3; i++) {
            double expected = (own[i] - mean[i] - along / common * mean[i]) / s[i];
            assertThat(direction[i]).isEqualTo(expected, within(1e-4 * Math.abs(expected)));
        }
        assertThat(Apart.direction(mean, others)).as("no difference").isEmpty();
    }

    @Test
    void otherPicturesOfTheClassItselfAreNotTakenForOthers() {
        float[] rows = new float[2 * ExamplePrototype.ENOUGH_OTHERS * 3];
        for (int i = 0; i < rows.length; i += 3) {
            boolean own = i % 2 == 0;
            rows[i] = 1;
            rows[i + 1] = own ? 1 : 0.01f * (i % 4);
            rows[i + 2] = own ? 0.01f : 0.02f * (i % 5);
        }
        SemanticVectors mixed = vectors(3, rows);
        SemanticVectors examples = vectors(3, new float[] {1, 1, 0, 1, 0.99f, 0.01f});

        ExamplePrototype apart = ExamplePrototype.of(examples, mixed);

        assertThat(apart.others()).isEqualTo(ExamplePrototype.ENOUGH_OTHERS);
        assertThat(apart.vector()[1]).isPositive();
        int[] few = IntStream.range(0, ExamplePrototype.ENOUGH_OTHERS).toArray();
        assertThat(ExamplePrototype.of(examples, mixed.only(few)).vector())
                .isEqualTo(ExamplePrototype.of(examples).vector());
    }

    /** A camera before which mostly stands what nobody has named yet, or named wrongly. */
    @Test
    void aClassIsSetApartAlsoWhereMostOtherPicturesAreOfIt() {
        Random random = new Random(1);
        int attributes = 8;
        SemanticVectors examples = vectors(attributes, drawn(random, attributes, 5, 1));
        float[] mostlyOwn = Arrays.copyOf(drawn(random, attributes, 42, 1), 60 * attributes);
        System.arraycopy(drawn(random, attributes, 18, 0), 0, mostlyOwn, 42 * attributes, 18 * attributes);

        ExamplePrototype apart = ExamplePrototype.of(examples, vectors(attributes, mostlyOwn));

        assertThat(apart.others()).isBetween(15, 24);
        SemanticVectors later = vectors(attributes, drawn(random, attributes, 50, 1));
        SemanticVectors different = vectors(attributes, drawn(random, attributes, 50, 0));
        double least = IntStream.range(0, 50)
                .mapToDouble(i -> Units.dot(apart.vector(), Units.unit(later.row(i))))
                .min()
                .orElseThrow();
        double most = IntStream.range(0, 50)
                .mapToDouble(i -> Units.dot(apart.vector(), Units.unit(different.row(i))))
                .max()
                .orElseThrow();
        assertThat(least).isGreaterThan(most);
    }

    /** What all have in common, what the class has, and what pictures differ by. */
    private static float[] drawn(Random random, int attributes, int pictures, float ofTheClass) {
        float[] rows = new float[pictures * attributes];
        for (int i = 0; i < rows.length; i++) {
            int attribute = i % attributes;
            rows[i] = (float) (random.nextGaussian() * 0.15) + (attribute == 0 ? 1 : attribute == 1 ? ofTheClass : 0);
        }
        return rows;
    }

    @Test
    void examplesThatCancelOutOrAreNotThereAreRefused() {
        assertThatThrownBy(() -> ExamplePrototype.of(vectors(2, new float[0])))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> ExamplePrototype.of(vectors(2, new float[] {1, 0, -1, 0})))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cancel");
    }

    @Test
    void aNumberInAnAttributesNameCountsButAMeasureBehindItDoesNot() {
        SemanticSpace animals =
                new SemanticSpace("animals", List.of("2 legs", "4 legs", "has_size::small_(5_-_9_in)"), new float[0][]);

        assertThat(WordPrototype.of("4 legs, small size", animals).named())
                .containsExactly("4 legs", "has_size::small_(5_-_9_in)");
    }

    @Test
    void wordsNameAttributesAndLikeWordsOfTheSameGroupFollow() {
        WordPrototype prototype = WordPrototype.of("Black wings, hooked bill", SPACE);
        assertThat(prototype.named()).containsExactly("has_wing_color::black", "has_bill_shape::hooked");
        assertThat(prototype.vector()[0]).isEqualTo(1);
        assertThat(prototype.vector()[1])
                .isEqualTo((float) (0.2 * Math.pow(0.8, 16)), within(1e-6f))
                .isPositive();
        assertThat(prototype.vector()[2]).isZero();
        assertThat(prototype.vector()[4]).as("another group").isZero();
        assertThat(WordPrototype.of("a striped tail", SPACE).named()).containsExactly("striped tail");
        assertThat(WordPrototype.of("Gray wing colour", SPACE).named()).containsExactly("has_wing_color::grey");
    }

    @Test
    void wordsThatNameNothingAreTold() {
        assertThat(WordPrototype.of("A shiny black wing, purple wings; hooked bills, hooked nose", SPACE)
                        .unused())
                .containsExactly("shiny", "purple", "wings", "hooked", "nose");
        assertThat(WordPrototype.of("black wings (2 bars)", SPACE).unused()).containsExactly("2", "bars");
        assertThat(WordPrototype.of("black wings, with a hooked bill", SPACE).unused())
                .isEmpty();
    }

    @Test
    void aColourOfAnotherPartDoesNotCount() {
        assertThat(WordPrototype.of("hooked bill and red wings", SPACE).named())
                .containsExactly("has_bill_shape::hooked", "has_wing_color::red");
        assertThatThrownBy(() -> WordPrototype.of("black wing pattern", SPACE)).hasMessageContaining("names no");
        assertThatThrownBy(() -> WordPrototype.of("black legs", SPACE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("names no attribute");
    }

    @Test
    void saysWhichClassIsNearestAndWhatWouldBeTakenOver() {
        SemanticSpace plain = new SemanticSpace("s", List.of("p", "q", "r"), new float[0][]);
        Prototypes set = Prototypes.of(
                plain,
                List.of(
                        new Prototype("A", new float[] {1, 0, 0}, false),
                        new Prototype("B", new float[] {0, 1, 0}, false),
                        new Prototype("C", new float[] {0, 0, 1}, false)));
        SemanticVectors probes = vectors(3, new float[] {3, 1, 0, 3, 0, 0, 0, 0, 3});

        Separability near =
                Separability.of(new Prototype("New", new float[] {3, 1, 0}, false), set, probes, SeenPenalty.NONE);

        assertThat(near.likeness().neighbours().get(0).name()).isEqualTo("A");
        assertThat(near.likeness().neighbours().get(0).cosine()).isEqualTo(3 / Math.sqrt(10), within(1e-6));
        assertThat(near.likeness().crowding()).isEqualTo(1);
        assertThat(near.takenOver()).isEqualTo(Map.of("A", 1));
        assertThat(near.describe().get(0)).contains("closest: A").contains("expect confusion");
        assertThat(near.describe().get(1)).contains("1 of 3 probe pictures");

        Separability replaced =
                Separability.of(new Prototype("A", new float[] {1, 0, 0}, false), set, probes, SeenPenalty.NONE);
        assertThat(replaced.likeness().neighbours()).extracting(Neighbour::name).containsExactly("B", "C");
        assertThat(replaced.likeness().crowding()).isZero();
        assertThat(replaced.describe().get(0)).doesNotContain("confusion");
    }

    /** Of two that are at right angles whatever lies between them is nearer to one than they are to each other. */
    @Test
    void inASmallSetOnlyWhatIsAlikeIsWarnedOf() {
        SemanticSpace plain = new SemanticSpace("s", List.of("p", "q", "r"), new float[0][]);
        Prototypes two = Prototypes.of(
                plain,
                List.of(
                        new Prototype("A", new float[] {1, 0, 0}, false),
                        new Prototype("B", new float[] {0, 1, 0}, false)));
        SemanticVectors none = vectors(3, new float[0]);

        Likeness between = Separability.of(
                        new Prototype("New", new float[] {1, 0, 1}, false), two, none, SeenPenalty.NONE)
                .likeness();
        assertThat(between.crowding()).isEqualTo(1);
        assertThat(between.crowded()).isFalse();
        assertThat(between.describe()).isEqualTo("closest: A (cosine 0.707)");

        Likeness alike = Separability.of(
                        new Prototype("New", new float[] {2, 0, 1}, false), two, none, SeenPenalty.NONE)
                .likeness();
        assertThat(alike.crowded()).isTrue();
        assertThat(new Likeness(alike.neighbours(), 0.5).crowded())
                .as("in a set where half of the classes are so near")
                .isFalse();
    }

    /** Left out, it is not the nearest of the others either. */
    @Test
    void aClassThatIsReplacedIsNobodysNeighbour() {
        List<Prototype> classes = List.of(
                new Prototype("A", new float[] {1, 0, 0}, false),
                new Prototype("near A", new float[] {10, 1, 0}, false),
                new Prototype("C", new float[] {0, 0, 1}, false));
        Crowd crowd = new Crowd(classes);

        assertThat(crowd.fartherThan("new", 0.5)).as("C alone is").isEqualTo(1 / 3.0, within(1e-9));
        assertThat(crowd.fartherThan("A", 0.5)).as("without A both are").isEqualTo(1);
        assertThat(new Crowd(classes.subList(0, 1)).fartherThan("new", 0.5)).isZero();
        assertThat(Neighbour.nearest(classes.get(0), classes))
                .extracting(Neighbour::name)
                .containsExactly("near A", "C");
    }

    private static SemanticVectors vectors(int attributes, float[] rows) {
        return new SemanticVectors(rows, new int[rows.length / attributes], attributes);
    }
}
