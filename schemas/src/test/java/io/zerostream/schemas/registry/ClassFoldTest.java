package io.zerostream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold.Outcome;
import io.zerostream.schemas.registry.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClassFoldTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final String AUTHOR = "test";

    private final ClassFold fold = new ClassFold();

    @Test
    void aSetIsCompleteWithItsSpaceAndAllItsPrototypes() {
        assertThat(put(set("s", 1, "red", "blue")).completed()).isEmpty();
        assertThat(fold.waiting().get("s")).contains("2 of 2", "blue, red");
        put(prototype("red", 1, 0));
        put(prototype("blue", 0, 1));
        assertThat(fold.waiting().get("s")).contains("waits for space 'rb'");

        assertThat(put(space("r", "b")).completed())
                .extracting(ClassSet::getName)
                .containsExactly("s");
        assertThat(fold.waiting()).isEmpty();
    }

    /** Else a label of before and one of after would name the same revision of different classes. */
    @Test
    void aSetThatIsCreatedAgainGoesOnCounting() {
        assertThat(fold.nextRevision("s")).isEqualTo(1);
        put(set("s", 1, "red"));
        put(set("s", 2, "red", "blue"));
        assertThat(fold.nextRevision("s")).isEqualTo(3);
        fold.apply(RegistryKeys.classSet("s"), null);
        assertThat(fold.set("s")).isEmpty();
        assertThat(fold.nextRevision("s")).isEqualTo(3);
        fold.apply(RegistryKeys.classSet("s"), null);
        put(set("s", fold.nextRevision("s"), "blue"));
        assertThat(fold.nextRevision("s")).isEqualTo(4);
    }

    @Test
    void aSpaceWithOtherAttributesIsRefusedWhileClassesOrSetsUseIt() {
        put(space("r", "b"));
        put(prototype("red", 1, 0));
        assertThat(refused(space("b", "r"))).isEqualTo(Reason.SPACE);
        assertThat(refused(space("r", "b", "g"))).isEqualTo(Reason.SPACE);
        put(set("s", 1, "red"));
        assertThat(refused(space("b", "r"))).isEqualTo(Reason.SPACE);
        assertThat(fold.apply(RegistryKeys.space("rb"), null).refusal().reason())
                .isEqualTo(Reason.SPACE);

        assertThat(fold.spaces().get("rb").getAttributes()).containsExactly("r", "b");
    }

    @Test
    void prototypesThatAreNoNumbersAreRefused() {
        put(space("r", "b"));
        assertThat(refused(prototype("x", Float.NaN, 1))).isEqualTo(Reason.PROTOTYPE);
        assertThat(refused(prototype("x", Float.POSITIVE_INFINITY, 1))).isEqualTo(Reason.PROTOTYPE);
        assertThat(refused(prototype("x", 0, 0))).isEqualTo(Reason.PROTOTYPE);
        assertThat(refused(prototype("x", 1))).isEqualTo(Reason.PROTOTYPE);
        assertThat(fold.prototypes("rb")).isEmpty();
    }

    @Test
    void prototypesThatCameBeforeTheirSpaceAndDoNotFitAreForgotten() {
        put(prototype("red", 1));
        put(prototype("blue", 1));
        put(set("s", 1, "red", "blue"));
        Outcome outcome = put(space("r", "b"));

        assertThat(outcome.forgotten()).containsExactlyInAnyOrder("class/rb/red", "class/rb/blue");
        assertThat(outcome.refusal().message()).contains("1 values", "2 attributes", "1 more");
        assertThat(fold.waiting().get("s")).contains("2 of 2");
    }

    @Test
    void notesAndAuthorsAreBounded() {
        assertThat(refused(prototype("red", AUTHOR, "x".repeat(900_000)))).isEqualTo(Reason.PROTOTYPE);
        assertThat(refused(prototype("red", "x".repeat(900_000), ""))).isEqualTo(Reason.PROTOTYPE);
        assertThat(refused(prototype("r".repeat(400), 1, 0))).isEqualTo(Reason.PROTOTYPE);
        assertThat(refused(prototype("r".repeat(900_000), 1, 0))).isEqualTo(Reason.UNREADABLE);
        assertThat(refused(set("s", 1, "r".repeat(900_000)))).isEqualTo(Reason.CLASS_SET);
        assertThat(put(prototype("red", AUTHOR, "x".repeat(RegistryLimits.NOTE_CHARS)))
                        .taken())
                .isTrue();
    }

    @Test
    void keysAndMessagesOfRefusalsAreShortAndPrintable() {
        String key = "class/rb/" + "\u001B[2J".repeat(1_000_000);
        Refusal refusal = fold.apply(key, null).refusal();
        assertThat(refusal.key()).hasSizeLessThan(2000).doesNotContain("\u001B");
        assertThat(refusal.message()).hasSizeLessThan(2000).doesNotContain("\u001B");

        refusal = put(set("\u001B]0;owned\u0007", 1, "red")).refusal();
        assertThat(refusal.key() + refusal.message()).doesNotContain("\u001B", "\u0007");
    }

    @Test
    void aRevisionIsCountedFromOneToTheGreatest() {
        complete(1);
        assertThat(refused(set("s", Long.MAX_VALUE, "red"))).isEqualTo(Reason.CLASS_SET);
        assertThat(refused(set("s", 0, "red"))).isEqualTo(Reason.CLASS_SET);
        assertThat(refused(set("s", Long.MIN_VALUE, "red"))).isEqualTo(Reason.CLASS_SET);
        assertThat(put(set("s", 2, "red")).completed()).hasSize(1);
    }

    @Test
    void theGreatestRevisionIsNotTheLast() {
        complete(1);
        assertThat(refused(set("s", RegistryLimits.REVISION, "red"))).isEqualTo(Reason.CLASS_SET);
        assertThat(put(set("s", 2, "red")).completed()).hasSize(1);

        put(set("new", RegistryLimits.REVISION, "red"));
        assertThat(put(set("new", 1, "red")).completed()).hasSize(1);
        assertThat(fold.set("new").orElseThrow().getRevision()).isEqualTo(1);
    }

    @Test
    void revisionsThatComeLateAreRefusedAloudAndRepeatsInSilence() {
        complete(5);
        assertThat(refused(set("s", 5, "red", "blue"))).isEqualTo(Reason.CLASS_SET);
        assertThat(refused(set("s", 4, "red"))).isEqualTo(Reason.CLASS_SET);

        Outcome repeated = put(set("s", 5, "red"));
        assertThat(repeated.taken()).isFalse();
        assertThat(repeated.refusal()).isNull();
        assertThat(fold.set("s").orElseThrow().getRevision()).isEqualTo(5);
    }

    @Test
    void aClassInTheCompleteRevisionStaysThoughTheNewestNoLongerHasIt() {
        complete(1);
        put(set("s", 2, "never-comes"));
        assertThat(fold.apply(RegistryKeys.prototype("rb", "red"), null)
                        .refusal()
                        .reason())
                .isEqualTo(Reason.REMOVAL);
    }

    @Test
    void optionsThatAreNoneAreRefused() {
        complete(1);
        for (ClassSet odd : List.of(
                options(Float.NaN, -1, 5),
                options(1.5f, -1, 5),
                ofLogits(-0.1f),
                ofLogits(Float.NaN),
                ofLogits(Float.POSITIVE_INFINITY),
                options(0, Float.NaN, 5),
                options(0, -2, 5),
                options(0, -1, 0),
                options(0, -1, Integer.MAX_VALUE))) {
            assertThat(refused(odd)).as("%s", odd).isEqualTo(Reason.CLASS_SET);
        }
    }

    @Test
    void gammaGoesAsFarAsItsUnitAllows() {
        for (ClassSet right : List.of(
                options(0, -1, 1), options(1, 1, RegistryLimits.TOP_K), ofLogits(3.5f), ofLogits(Float.MAX_VALUE))) {
            assertThat(new ClassFold().refusal(RegistryKeys.classSet("s"), new ClassRegistryRecord(right)))
                    .as("%s", right)
                    .isNull();
        }
    }

    @Test
    void aRegistryThatIsFullTakesNoMoreButReplacesAndRemoves() {
        ClassFold small = new ClassFold(10_000);
        int taken = 0;
        while (apply(small, prototype("class-" + taken, 1, 0)).taken()) {
            taken++;
        }
        assertThat(taken).isBetween(10, 60);
        assertThat(apply(small, prototype("more", 1, 0)).refusal().message()).contains("remove");

        assertThat(apply(small, prototype("class-0", 0, 1)).taken()).isTrue();
        small.apply(RegistryKeys.prototype("rb", "class-0"), null);
        assertThat(apply(small, prototype("more", 1, 0)).taken()).isTrue();
    }

    @Test
    void aHundredThousandClassesOf312AttributesFitTheRegistryAndARecord() throws IOException {
        List<Float> vector = new ArrayList<>(Collections.nCopies(312, 0.5f));
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < vector.size(); i++) {
            attributes.add("has_upperparts_colour::shade-" + i);
        }
        assertThat(put(new SemanticSpace("rb", attributes, List.of(), 100f)).taken())
                .isTrue();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            members.add("A class of an ordinary name, number " + i);
            // all share one vector here, the fold counts each
            assertThat(put(new ClassPrototype(
                                    "rb", members.get(i), vector, false, Provenance.DATA_SET, AUTHOR, NOW, ""))
                            .taken())
                    .isTrue();
        }
        ClassSet set = new ClassSet("s", "rb", 1L, members, 0f, -1f, 5, NOW, AUTHOR, Calibration.SOFTMAX);
        assertThat(put(set).completed()).containsExactly(set);
        assertThat(bytes(set)).isLessThan(Topics.MAX_RECORD_BYTES);
    }

    private static int bytes(ClassSet set) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new SpecificDatumWriter<>(ClassSet.class).write(set, encoder);
        encoder.flush();
        return out.size();
    }

    private void complete(long revision) {
        put(space("r", "b"));
        put(prototype("red", 1, 0));
        assertThat(put(set("s", revision, "red")).completed()).hasSize(1);
    }

    private @Nullable Reason refused(Object entry) {
        Outcome outcome = put(entry);
        assertThat(outcome.taken()).isFalse();
        return outcome.refusal() == null ? null : outcome.refusal().reason();
    }

    private Outcome put(Object entry) {
        return apply(fold, entry);
    }

    private static Outcome apply(ClassFold fold, Object entry) {
        return fold.apply(ClassRules.key(entry), new ClassRegistryRecord(entry));
    }

    private static SemanticSpace space(String... attributes) {
        return new SemanticSpace("rb", List.of(attributes), List.of(), 1f);
    }

    private static ClassPrototype prototype(String name, float... vector) {
        List<Float> values = new ArrayList<>();
        for (float v : vector) {
            values.add(v);
        }
        return new ClassPrototype("rb", name, values, false, Provenance.ATTRIBUTES, AUTHOR, NOW, "");
    }

    private static ClassPrototype prototype(String name, String author, String note) {
        return new ClassPrototype("rb", name, List.of(1f, 0f), false, Provenance.ATTRIBUTES, author, NOW, note);
    }

    private static ClassSet set(String name, long revision, String... members) {
        return new ClassSet(name, "rb", revision, List.of(members), 0f, -1f, 3, NOW, AUTHOR, Calibration.SOFTMAX);
    }

    private static ClassSet ofLogits(float gamma) {
        return new ClassSet("s", "rb", 2L, List.of("red"), gamma, -1f, 5, NOW, AUTHOR, Calibration.LOGITS);
    }

    private static ClassSet options(float gamma, float threshold, int topK) {
        return new ClassSet("s", "rb", 2L, List.of("red"), gamma, threshold, topK, NOW, AUTHOR, Calibration.SOFTMAX);
    }
}
