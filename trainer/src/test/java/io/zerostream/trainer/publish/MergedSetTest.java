package io.zerostream.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.change.SetScoring;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.trainer.TrainerException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MergedSetTest {
    private final ClassFold registry = new ClassFold();
    private final ClassSetPlan plan = new ClassSetPlan(
            "s",
            List.of(prototype("A", 1, 0), prototype("B", 0, 1)),
            List.of(),
            new SeenPenalty(2, io.zerostream.model.matching.Calibration.LOGITS),
            0.3f,
            5);

    /** A of the data set, B as a person corrected it, C of a person. */
    @BeforeEach
    void fill() {
        put(RegistryKeys.space("xy"), new SemanticSpace("xy", List.of("x", "y"), List.of(), 1f));
        put("A", Provenance.DATA_SET, 0.5f, 0);
        put("B", Provenance.ATTRIBUTES, 0.5f, 1);
        put("C", Provenance.EXAMPLES, 1, 1);
        put(
                RegistryKeys.classSet("s"),
                new ClassSet(
                        "s", "xy", 4L, List.of("A", "B", "C"), 0.5f, 0.9f, 3, Instant.EPOCH, "", Calibration.SOFTMAX));
    }

    @Test
    void whatPeopleAddedAndCorrectedStays() {
        MergedSet merged = MergedSet.of(plan, registry, "xy", there -> Optional.empty());

        assertThat(merged.kept()).containsExactly("C");
        assertThat(merged.values()).containsExactly("B");
        assertThat(merged.plan().members())
                .extracting(Prototype::className, p -> p.vector()[0])
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("A", 1f),
                        org.assertj.core.groups.Tuple.tuple("B", 0.5f),
                        org.assertj.core.groups.Tuple.tuple("C", 1f));
        assertThat(merged.plan().unknownThreshold()).isEqualTo(0.3f);
        assertThat(merged.plan().penalty()).isEqualTo(plan.penalty());
        assertThat(merged.scoringStays()).isFalse();
    }

    @Test
    void itGoesWhereThatIsAskedFor() {
        MergedSet merged = MergedSet.of(plan.as("s", true), registry, "xy", there -> Optional.empty());

        assertThat(merged.plan().members()).extracting(Prototype::className).containsExactly("A", "B");
        assertThat(merged.plan().members().get(1).vector()).containsExactly(0, 1);
        assertThat(merged.kept()).isEmpty();
        assertThat(merged.values()).isEmpty();
    }

    /** γ and threshold are of the model that serves, until another one does. */
    @Test
    void aSetThatServesWithAnotherModelKeepsItsScoring() {
        MergedSet merged = MergedSet.of(
                plan, registry, "xy", there -> Optional.ofNullable(there).map(SetScoring::of));

        assertThat(merged.scoringStays()).isTrue();
        assertThat(merged.plan().unknownThreshold()).isEqualTo(0.9f);
        assertThat(merged.plan().penalty().gamma()).isEqualTo(0.5f);
        assertThat(merged.plan().topK()).isEqualTo(3);
        assertThat(MergedSet.of(plan.as("new", false), registry, "xy", there -> Optional.ofNullable(there)
                                .map(SetScoring::of))
                        .scoringStays())
                .isFalse();
    }

    @Test
    void aSetOfAnotherSpaceIsLeftAlone() {
        assertThatThrownBy(() -> MergedSet.of(plan, registry, "uv", there -> Optional.empty()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContainingAll("class set 's' is in space 'xy'", "'uv'", "--set");
    }

    private void put(String name, Provenance provenance, float x, float y) {
        put(
                RegistryKeys.prototype("xy", name),
                new ClassPrototype("xy", name, List.of(x, y), false, provenance, "", Instant.EPOCH, ""));
    }

    private void put(String key, Object entry) {
        assertThat(registry.apply(key, new ClassRegistryRecord(entry)).refusal())
                .isNull();
    }

    private static Prototype prototype(String name, float x, float y) {
        return new Prototype(name, new float[] {x, y}, true);
    }
}
