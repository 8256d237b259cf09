package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SetEditorTest {
    private final ClassRegistryView view = Flags.view();
    private final SetEditor editor = new SetEditor(view, ModelScoring.NONE, Clock.systemUTC());

    @Test
    void createsASetWithDefaults() {
        ClassSet set =
                write("nordic", new SetRequest(null, List.of("Denmark"), null, null, null, null, null, null, "me"));

        assertThat(set.getRevision()).isEqualTo(1);
        assertThat(set.getSpace()).isEqualTo("flags");
        assertThat(set.getGamma()).isZero();
        assertThat(set.getUnknownThreshold()).isEqualTo(-1);
        assertThat(set.getTopK()).isEqualTo(5);
        assertThat(set.getAuthor()).isEqualTo("me");
    }

    /** Else a set of one class would call everything that. */
    @Test
    void aNewSetIsScoredAsTheActiveModelRecommends() {
        SetEditor scored = new SetEditor(view, scoring("flags"), Clock.systemUTC());
        Change change = scored.put(
                "nordic", new SetRequest(null, List.of("Denmark"), null, null, null, null, null, null, null));
        ClassSet set = (ClassSet) change.entries().get(0).value().getEntry();
        assertThat(set.getGamma()).isEqualTo(2.5f);
        assertThat(set.getCalibration()).isEqualTo(io.zerostream.schemas.avro.Calibration.LOGITS);
        assertThat(set.getUnknownThreshold()).isEqualTo(0.3f);
        assertThat(change.warnings()).singleElement().asString().contains("a set with one class gives it the score 1");
        // what is named counts
        ClassSet own = (ClassSet)
                scored.put("mine", new SetRequest(null, List.of("Denmark"), 0.5, null, 0.1, null, null, null, null))
                        .entries()
                        .get(0)
                        .value()
                        .getEntry();
        assertThat(own.getGamma()).isEqualTo(0.5f);
        assertThat(own.getUnknownThreshold()).isEqualTo(0.1f);
        // an old one keeps its own, until it is told whose to take
        SetRequest others = new SetRequest(null, null, null, null, null, "nano/1", null, null, null);
        assertThat(scored.put("flags", new SetRequest(null, null, null, null, null, null, 3, null, null))
                        .entries()
                        .get(0)
                        .value()
                        .getEntry())
                .asInstanceOf(type(ClassSet.class))
                .extracting(ClassSet::getUnknownThreshold)
                .isEqualTo(0.2f);
        assertThat(scored.put("flags", others).entries().get(0).value().getEntry())
                .asInstanceOf(type(ClassSet.class))
                .extracting(ClassSet::getUnknownThreshold)
                .isEqualTo(0.3f);
        assertThatThrownBy(() ->
                        scored.put("flags", new SetRequest(null, null, null, null, null, "nano/2", null, null, null)))
                .hasMessageContaining("no model 'nano/2'");
        assertThatThrownBy(() -> new SetEditor(view, scoring("birds"), Clock.systemUTC()).put("flags", others))
                .hasMessageContaining("was trained in space 'birds'");
    }

    @Test
    void whatRejectsNothingAndWhatLooksLikeAnotherIsSaid() {
        Change change =
                editor.put("Flags", new SetRequest(null, List.of("Denmark"), null, null, null, null, null, null, null));

        assertThat(change.warnings()).hasSize(3);
        assertThat(change.warnings().get(0)).contains("'flags' is there too", "case");
        assertThat(change.warnings().get(1)).contains("rejects nothing");
        assertThat(change.warnings().get(2)).contains("with one class");
    }

    private static ModelScoring scoring(String space) {
        Manifest manifest = Manifest.named("nano", "zeromamba")
                .version("1")
                .config(JsonNodeFactory.instance.objectNode())
                .input(ImageInput.imageNet(64, 64))
                .space(new SemanticSpace(space, List.of("red"), new float[0][]))
                .scoring(new SeenPenalty(2.5f, Calibration.LOGITS), 0.3f, "validation")
                .dataset("drawings")
                .createdBy("test")
                .build();
        ModelRegistryView models = new ModelRegistryView();
        models.apply(
                RegistryKeys.modelVersion("nano", "1"),
                new ModelRegistryRecord(ModelVersion.newBuilder()
                        .setName("nano")
                        .setVersion("1")
                        .setSpace(space)
                        .setArchitecture("zeromamba")
                        .setManifest(manifest.toJson())
                        .setSha256("00")
                        .setSize(1)
                        .setChunks(1)
                        .setPublishedAt(Instant.EPOCH)
                        .build()));
        models.apply(
                RegistryKeys.deployment("default"),
                new ModelRegistryRecord(new Deployment(
                        "default", 1L, "nano", "1", space, Map.of(), null, null, 0f, Instant.EPOCH, "")));
        return new ModelScoring(models, "default");
    }

    @Test
    void changesOnlyWhatIsNamed() {
        ClassSet set = write("flags", new SetRequest(null, null, 0.5, null, null, null, 3, null, null));

        assertThat(set.getRevision()).isEqualTo(2);
        assertThat(set.getMembers()).containsExactly("Chile", "Denmark", "Japan");
        assertThat(set.getGamma()).isEqualTo(0.5f);
        assertThat(set.getUnknownThreshold()).isEqualTo(0.2f);
        assertThat(set.getTopK()).isEqualTo(3);
    }

    @Test
    void whatIsThereAlreadyMakesNoRevision() {
        Change change = editor.put("flags", new SetRequest(null, null, null, null, 0.2, null, null, null, "me"));

        assertThat(change.entries()).isEmpty();
        assertThat(change.revision()).isEqualTo(1);
    }

    /** A number of one unit says nothing in the other. */
    @Test
    void theUnitOfGammaChangesWithItsNumberOnly() {
        ClassSet set =
                write("flags", new SetRequest(null, null, 3.5, Calibration.LOGITS, null, null, null, null, null));
        assertThat(set.getGamma()).isEqualTo(3.5f);
        assertThat(set.getCalibration()).isEqualTo(io.zerostream.schemas.avro.Calibration.LOGITS);
        // the number alone keeps the unit
        assertThat(write("flags", new SetRequest(null, null, 0.5, null, null, null, null, null, null))
                        .getCalibration())
                .isEqualTo(io.zerostream.schemas.avro.Calibration.SOFTMAX);

        assertRefused(
                new SetRequest(null, null, null, Calibration.LOGITS, null, null, null, null, null),
                Refusal.BAD_VALUE,
                "means nothing of logits");
        assertRefused(
                new SetRequest(null, null, -1.0, Calibration.LOGITS, null, null, null, null, null),
                Refusal.BAD_VALUE,
                "gamma");
    }

    @Test
    void refusesWhatCannotBe() {
        assertRefused(new SetRequest(null, null, 1.5, null, null, null, null, null, null), Refusal.BAD_VALUE, "gamma");
        assertRefused(
                new SetRequest(null, null, null, null, -2.0, null, null, null, null),
                Refusal.BAD_VALUE,
                "unknown_threshold is");
        assertRefused(new SetRequest(null, null, null, null, null, null, 0, null, null), Refusal.BAD_VALUE, "top_k is");
        assertRefused(
                new SetRequest(null, List.of(), null, null, null, null, null, null, null),
                Refusal.BAD_VALUE,
                "no members");
        assertRefused(
                new SetRequest(null, List.of("Japan", "Japan"), null, null, null, null, null, null, null),
                Refusal.BAD_VALUE,
                "twice");
        assertRefused(
                new SetRequest(null, List.of("Jpan"), null, null, null, null, null, null, null),
                Refusal.BAD_VALUE,
                "Jpan");
        assertRefused(
                new SetRequest("birds", null, null, null, null, null, null, null, null), Refusal.SPACE_FIXED, "birds");
        assertRefused(
                new SetRequest(null, null, null, null, null, null, 3, 7L, null), Refusal.REVISION_MOVED, "revision 1");
    }

    @Test
    void aMemberWithoutEndIsRefusedAndComparedWithNothing() {
        for (int i = 0; i < 1000; i++) {
            Flags.addClass(view, "class " + i + " " + "y".repeat(200), false, "red");
        }
        assertThatThrownBy(() -> editor.put(
                        "flags",
                        new SetRequest(null, List.of("x".repeat(1_000_000)), null, null, null, null, null, null, null)))
                .hasMessageContaining("1000000 characters")
                .hasMessageMatching("(?s).{0,400}")
                .asInstanceOf(type(RefusedException.class))
                .satisfies(e -> assertThat(e.nearest()).isEmpty());
        // as long as those there are, and one letter from one of them
        String typed = "klass 7 " + "y".repeat(200);
        assertThatThrownBy(() -> editor.put(
                        "flags", new SetRequest(null, List.of(typed), null, null, null, null, null, null, null)))
                .asInstanceOf(type(RefusedException.class))
                .satisfies(e -> assertThat(e.nearest()).isEmpty());
    }

    @Test
    void aNewSetNeedsMembersAndAKnownSpace() {
        assertThatThrownBy(() -> editor.put("new", new SetRequest(null, null, 0.1, null, null, null, null, null, null)))
                .hasMessageContaining("no members");
        assertThatThrownBy(() -> editor.put(
                        "new", new SetRequest("birds", List.of("Japan"), null, null, null, null, null, null, null)))
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
