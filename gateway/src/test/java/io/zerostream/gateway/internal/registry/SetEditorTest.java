package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.zerostream.model.matching.Calibration;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetEditorTest {
    private final ClassRegistryView view = Flags.view();
    private final SetEditor editor = new SetEditor(view, Clock.systemUTC());

    @Test
    void createsASetWithDefaults() {
        ClassSet set = write("nordic", new SetRequest(null, List.of("Denmark"), null, null, null, null, null, "me"));

        assertThat(set.getRevision()).isEqualTo(1);
        assertThat(set.getSpace()).isEqualTo("flags");
        assertThat(set.getGamma()).isZero();
        assertThat(set.getUnknownThreshold()).isEqualTo(-1);
        assertThat(set.getTopK()).isEqualTo(5);
        assertThat(set.getAuthor()).isEqualTo("me");
    }

    @Test
    void changesOnlyWhatIsNamed() {
        ClassSet set = write("flags", new SetRequest(null, null, 0.5, null, null, 3, null, null));

        assertThat(set.getRevision()).isEqualTo(2);
        assertThat(set.getMembers()).containsExactly("Chile", "Denmark", "Japan");
        assertThat(set.getGamma()).isEqualTo(0.5f);
        assertThat(set.getUnknownThreshold()).isEqualTo(0.2f);
        assertThat(set.getTopK()).isEqualTo(3);
    }

    @Test
    void whatIsThereAlreadyMakesNoRevision() {
        Change change = editor.put("flags", new SetRequest(null, null, null, null, 0.2, null, null, "me"));

        assertThat(change.entries()).isEmpty();
        assertThat(change.revision()).isEqualTo(1);
    }

    /** A number of one unit says nothing in the other. */
    @Test
    void theUnitOfGammaChangesWithItsNumberOnly() {
        ClassSet set = write("flags", new SetRequest(null, null, 3.5, Calibration.LOGITS, null, null, null, null));
        assertThat(set.getGamma()).isEqualTo(3.5f);
        assertThat(set.getCalibration()).isEqualTo(io.zerostream.schemas.avro.Calibration.LOGITS);
        // the number alone keeps the unit
        assertThat(write("flags", new SetRequest(null, null, 0.5, null, null, null, null, null))
                        .getCalibration())
                .isEqualTo(io.zerostream.schemas.avro.Calibration.SOFTMAX);

        assertRefused(
                new SetRequest(null, null, null, Calibration.LOGITS, null, null, null, null),
                Refusal.BAD_VALUE,
                "means nothing of logits");
        assertRefused(
                new SetRequest(null, null, -1.0, Calibration.LOGITS, null, null, null, null),
                Refusal.BAD_VALUE,
                "gamma");
    }

    @Test
    void refusesWhatCannotBe() {
        assertRefused(new SetRequest(null, null, 1.5, null, null, null, null, null), Refusal.BAD_VALUE, "gamma");
        assertRefused(
                new SetRequest(null, null, null, null, -2.0, null, null, null),
                Refusal.BAD_VALUE,
                "unknown_threshold is");
        assertRefused(new SetRequest(null, null, null, null, null, 0, null, null), Refusal.BAD_VALUE, "top_k is");
        assertRefused(
                new SetRequest(null, List.of(), null, null, null, null, null, null), Refusal.BAD_VALUE, "no members");
        assertRefused(
                new SetRequest(null, List.of("Japan", "Japan"), null, null, null, null, null, null),
                Refusal.BAD_VALUE,
                "twice");
        assertRefused(
                new SetRequest(null, List.of("Jpan"), null, null, null, null, null, null), Refusal.BAD_VALUE, "Jpan");
        assertRefused(new SetRequest("birds", null, null, null, null, null, null, null), Refusal.SPACE_FIXED, "birds");
        assertRefused(new SetRequest(null, null, null, null, null, 3, 7L, null), Refusal.REVISION_MOVED, "revision 1");
    }

    @Test
    void aMemberWithoutEndIsRefusedAndComparedWithNothing() {
        for (int i = 0; i < 1000; i++) {
            Flags.addClass(view, "class " + i + " " + "y".repeat(200), false, "red");
        }
        assertThatThrownBy(() -> editor.put(
                        "flags",
                        new SetRequest(null, List.of("x".repeat(1_000_000)), null, null, null, null, null, null)))
                .hasMessageContaining("1000000 characters")
                .hasMessageMatching("(?s).{0,400}")
                .asInstanceOf(type(RefusedException.class))
                .satisfies(e -> assertThat(e.nearest()).isEmpty());
        // as long as those there are, and one letter from one of them
        String typed = "klass 7 " + "y".repeat(200);
        assertThatThrownBy(() ->
                        editor.put("flags", new SetRequest(null, List.of(typed), null, null, null, null, null, null)))
                .asInstanceOf(type(RefusedException.class))
                .satisfies(e -> assertThat(e.nearest()).isEmpty());
    }

    @Test
    void aNewSetNeedsMembersAndAKnownSpace() {
        assertThatThrownBy(() -> editor.put("new", new SetRequest(null, null, 0.1, null, null, null, null, null)))
                .hasMessageContaining("no members");
        assertThatThrownBy(() -> editor.put(
                        "new", new SetRequest("birds", List.of("Japan"), null, null, null, null, null, null)))
                .hasMessageContaining("'birds'");
    }

    private ClassSet write(String name, SetRequest request) {
        Change change = editor.put(name, request);
        assertThat(change.entries()).hasSize(1);
        ClassRegistryRecord value = change.entries().get(0).value();
        return (ClassSet) value.getEntry();
    }

    private void assertRefused(SetRequest request, Refusal refusal, String inMessage) {
        assertThatThrownBy(() -> editor.put("flags", request))
                .hasMessageContaining(inMessage)
                .asInstanceOf(type(RefusedException.class))
                .extracting(RefusedException::refusal)
                .isEqualTo(refusal);
    }
}
