package io.zerostream.gateway.internal.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.model.classes.SemanticVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chile, Denmark (seen) and Japan are there; the set calls unknown what is not at a cosine of 0.2 to any of them. */
class ClashesTest {
    private static final String[] JAPAN = {"red", "white", "circle", "mainly_white", "top_left_white"};
    private static final String[] CHILE = {"red", "white", "blue", "horizontal_stripes", "sun_or_star", "top_left_blue"
    };
    private static final SemanticVectors NONE = new SemanticVectors(new float[0], new int[0], Flags.ATTRIBUTES.size());

    private final ClassRegistryView classes = Flags.view();
    private final Clashes clashes = new Clashes(classes);

    private static float[] vector(String... attributes) {
        float[] vector = new float[Flags.ATTRIBUTES.size()];
        for (String attribute : attributes) {
            vector[Flags.ATTRIBUTES.indexOf(attribute)] = 1;
        }
        return vector;
    }

    private static SemanticVectors pictures(float[]... vectors) {
        return Review.rows(List.of(vectors));
    }

    @Test
    void saysWhatTheExamplesAreNow() {
        SemanticVectors examples = pictures(vector(JAPAN), vector(JAPAN), vector("gold", "crescent"));
        assertThat(clashes.notes("flags", "Nippon", vector(JAPAN), examples, NONE))
                .containsExactly("2 of the 3 examples are 'Japan' now", "0 of the 3 examples would be the new class");
        assertThat(clashes.notes("flags", "Nippon", vector("red", "circle"), pictures(vector("red", "circle")), NONE))
                .containsExactly("1 of the 1 examples are 'Japan' now", "1 of the 1 examples would be the new class");
        assertThat(clashes.notes("flags", null, vector("gold"), pictures(vector("gold"), vector("black")), NONE))
                .containsExactly("1 of the 2 examples would be the new class");
        assertThat(clashes.notes("flags", "Japan", vector(JAPAN), examples, NONE)
                        .toString())
                .as("a class of the same name is replaced")
                .doesNotContain("Japan");
        assertThat(clashes.notes("flags", null, vector("gold"), pictures(vector("gold")), NONE))
                .as("they are unknown now")
                .isEmpty();
    }

    @Test
    void saysWhatItWouldTakeOfOtherPictures() {
        SemanticVectors examples = pictures(vector("gold"));
        SemanticVectors others =
                pictures(vector(CHILE), vector("red", "white", "circle", "mainly_white"), vector("gold", "crescent"));
        assertThat(clashes.notes("flags", "Gold", vector("gold"), examples, others))
                .containsExactly("it would take 1 of 3 other recent pictures: UNKNOWN 1");
        assertThat(clashes.notes("flags", "Gold", vector("red", "circle", "white", "mainly_white"), NONE, others))
                .containsExactly("it would take 1 of 3 other recent pictures: Japan 1");
        assertThat(clashes.notes("flags", "Black", vector("black"), NONE, others))
                .containsExactly("it would take 0 of 3 other recent pictures");
    }

    @Test
    void saysNothingWhereThereIsNothingToCompareWith() {
        assertThat(clashes.notes("birds", "X", vector("gold"), pictures(vector("gold")), NONE))
                .as("no such set")
                .isEmpty();
        assertThat(clashes.notes("flags", "X", new float[] {1}, Review.rows(List.of(new float[] {1})), NONE))
                .as("of another space")
                .isEmpty();
    }

    /** Whoever asks waits. */
    @Test
    void largeSetsAreNotLookedAt() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            names.add("class " + i);
            Flags.addClass(classes, "class " + i, false, "red");
        }
        Flags.putSet(classes, Flags.set("flags", 2, names.toArray(String[]::new)));
        float[][] many = new float[1000][];
        Arrays.fill(many, vector("red"));
        assertThat(clashes.notes("flags", "X", vector("red"), pictures(many), NONE))
                .isEmpty();
    }
}
