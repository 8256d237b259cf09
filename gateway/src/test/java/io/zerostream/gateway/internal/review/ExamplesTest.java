package io.zerostream.gateway.internal.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.avro.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private final List<LabelView> labels = new ArrayList<>();
    private final ClassRegistryView classes = new ClassRegistryView();
    private Predicate<RecentVectors.PictureId> held = id -> true;

    /** A picture is one byte, its name's; what the model makes of it has much in common with all others. */
    private static float[] embedded(byte[] picture) {
        int n = picture[0];
        return new float[] {1, n < 0 ? 0.8f : 0, 0.1f * (n % 3), 0.2f * (n % 5)};
    }

    private LabelView labelled(int n, Outcome outcome) {
        LabelView label = LabelView.of(Records.label(Integer.toString(n), outcome, "Chile"), null, null, null);
        labels.add(label);
        return label;
    }

    private Examples.Mean of(LabelView... examples) {
        return named(null, examples);
    }

    private Examples.Mean named(@Nullable String name, LabelView... examples) {
        try (RecentVectors vectors = new RecentVectors(
                (model, version, picture) -> embedded(picture),
                id -> held.test(id) ? Optional.of(new byte[] {Byte.parseByte(id.eventId())}) : Optional.empty())) {
            return new Examples(vectors, new RecentLabels(() -> labels), classes).of(List.of(examples), "flags", name);
        }
    }

    @Test
    void aClassIsSetApartFromPicturesThatHaveAName() {
        for (int i = 0; i < 30; i++) {
            labelled(i, Outcome.LABELLED);
        }
        LabelView one = labelled(-1, Outcome.UNKNOWN);
        LabelView two = labelled(-2, Outcome.UNKNOWN);
        // the same, which nobody chose
        labelled(-3, Outcome.UNKNOWN);

        Examples.Mean apart = of(one, two);

        assertThat(apart.others()).isEqualTo(20);
        assertThat(apart.notes(2)).contains("set apart from 20 recent pictures of other classes");
        for (int i = 0; i < 30; i++) {
            assertThat(product(apart.vector(), embedded(new byte[] {(byte) i})))
                    .isLessThan(product(apart.vector(), embedded(new byte[] {-1})) / 2);
        }
    }

    @Test
    void itSaysThatThereWasNothingToSetItApartFrom() {
        LabelView one = labelled(-1, Outcome.UNKNOWN);
        for (int i = 0; i < 5; i++) {
            labelled(i, Outcome.LABELLED);
        }
        for (int i = 10; i < 40; i++) {
            labelled(i, Outcome.UNKNOWN);
        }

        Examples.Mean alone = of(one);

        assertThat(alone.others()).isZero();
        assertThat(alone.notes(1).toString())
                .contains("the gateway has too few recent pictures of them: 5, and 14 are wanted");
        for (int i = 40; i < 60; i++) {
            labelled(i, Outcome.LABELLED);
        }
        assertThat(of(one).others()).isEqualTo(17);
        assertThat(named("Chile", one).others())
                .as("what has the class's name already is not another's")
                .isZero();
    }

    /** Labels are remembered for longer than pictures. */
    @Test
    void onlyPicturesThatAreThereAreLookedAtAndNoMoreThanNeeded() {
        for (int i = 0; i < 126; i++) {
            labelled(i, Outcome.LABELLED);
        }
        LabelView one = labelled(-1, Outcome.UNKNOWN);
        assertThat(of(one).others()).isEqualTo(60);
        held = id -> Byte.parseByte(id.eventId()) % 8 == 0 || id.eventId().equals("-1");
        assertThat(of(one).others()).isEqualTo(11);
    }

    private static double product(List<Double> vector, float[] other) {
        double product = 0;
        for (int i = 0; i < other.length; i++) {
            product += vector.get(i) * other[i];
        }
        return product;
    }
}
