package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.ShadowView;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.junit.jupiter.api.Test;

class ShadowComparisonTest {
    private static final long SIZE = 100;

    private final ShadowComparison comparison = new ShadowComparison(2, 100_000);

    private static LabelView label(String version, String event, Outcome outcome, String... classes) {
        ZeroShotLabel label = ZeroShotLabel.newBuilder(Records.label(event, outcome, classes))
                .setModelVersion(version)
                .build();
        return LabelView.of(label, null, null, null);
    }

    private void pair(String event, String served, String shadow) {
        comparison.served(label("1", event, Outcome.LABELLED, served), SIZE);
        comparison.shadowed(label("2", event, Outcome.LABELLED, shadow), SIZE);
    }

    @Test
    void setsTheLabelsOfAPictureBesideEachOtherInEitherOrder() {
        pair("a", "Japan", "Chile");
        comparison.shadowed(label("2", "b", Outcome.UNKNOWN, "Japan"), SIZE);
        comparison.served(label("1", "b", Outcome.LABELLED, "Japan"), SIZE);
        pair("c", "Japan", "Japan");
        comparison.shadowed(label("2", "d", Outcome.LABELLED, "Japan"), SIZE);

        ShadowView view = comparison.view(10);
        assertThat(view.model()).isEqualTo("flags-nano");
        assertThat(view.version()).isEqualTo("2");
        assertThat(view.pictures()).isEqualTo(3);
        assertThat(view.agreed()).isEqualTo(1);
        assertThat(view.classes()).containsExactly(new ShadowView.OfClass("Japan", 3, 1));
        assertThat(view.disagreements())
                .extracting(
                        pair -> pair.served().eventId(), pair -> pair.shadow().label())
                .containsExactly(tuple("b", null), tuple("a", "Chile"));
        assertThat(comparison.view(1).disagreements()).hasSize(1);
    }

    @Test
    void bothUnknownIsAgreement() {
        comparison.served(label("1", "a", Outcome.UNKNOWN, "Japan"), SIZE);
        comparison.shadowed(label("2", "a", Outcome.UNKNOWN, "Chile"), SIZE);
        assertThat(comparison.view(10).agreed()).isEqualTo(1);
        assertThat(comparison.view(10).classes()).containsExactly(new ShadowView.OfClass("UNKNOWN", 1, 1));
    }

    @Test
    void anotherShadowBeginsAnew() {
        pair("a", "Japan", "Chile");
        comparison.shadowed(label("3", "b", Outcome.LABELLED, "Japan"), SIZE);
        ShadowView view = comparison.view(10);
        assertThat(view.version()).isEqualTo("3");
        assertThat(view.pictures()).isZero();
        assertThat(view.classes()).isEmpty();
        assertThat(view.disagreements()).isEmpty();
    }

    @Test
    void remembersSoMuchAndNoMore() {
        for (int i = 0; i < 3000; i++) {
            pair("p" + i, "Japan", "Chile");
            comparison.served(label("1", "waits" + i, Outcome.LABELLED, "Japan"), SIZE);
        }
        pair("x", "Peru", "Peru");
        pair("y", "Norway", "Norway");
        ShadowView view = comparison.view(10_000);
        assertThat(view.disagreements()).hasSize(ShadowComparison.DISAGREEMENTS);
        assertThat(view.classes()).extracting(ShadowView.OfClass::name).containsExactly("Japan", "Peru");
        assertThat(view.otherClasses()).isEqualTo(1);

        comparison.shadowed(label("2", "waits2999", Outcome.LABELLED, "Japan"), SIZE);
        assertThat(comparison.view(0).pictures()).as("a recent one waits still").isEqualTo(view.pictures() + 1);
        comparison.shadowed(label("2", "waits0", Outcome.LABELLED, "Japan"), SIZE);
        assertThat(comparison.view(0).pictures()).as("an old one is forgotten").isEqualTo(view.pictures() + 1);
        comparison.forget("camera");
        assertThat(comparison.view(10).disagreements()).isEmpty();
    }

    @Test
    void saysHowTheVersionsThatServedDid() {
        comparison.served(label("1", "a", Outcome.LABELLED, "Japan"), SIZE);
        comparison.served(label("1", "b", Outcome.UNKNOWN, "Japan"), SIZE);
        comparison.served(label("canary", "c", Outcome.LABELLED, "Japan"), SIZE);
        assertThat(comparison.view(0).versions())
                .extracting(ShadowView.OfVersion::version)
                .containsExactly("canary", "1");
        ShadowView.OfVersion first = comparison.view(0).versions().get(1);
        assertThat(first.labels()).isEqualTo(2);
        assertThat(first.unknownShare()).isEqualTo(0.5);
        assertThat(first.meanScore()).isCloseTo(0.8, within(1e-6));
        for (int i = 0; i < 100; i++) {
            comparison.served(label("v" + i, "e" + i, Outcome.LABELLED, "Japan"), SIZE);
        }
        assertThat(comparison.view(0).versions()).hasSize(10);
    }
}
