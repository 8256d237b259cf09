package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.registry.RegistryLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassRegistryTest {
    private static final Map<String, Double> NORWAY =
            Map.of("red", 1.0, "white", 1.0, "blue", 1.0, "upright_cross", 1.0, "mainly_red", 1.0);

    private final List<Change.Entry> written = new ArrayList<>();
    private ClassRegistryView view;
    private ClassRegistry registry;

    @BeforeEach
    void fill() {
        view = Flags.view();
        registry = new ClassRegistry(
                view,
                Flags.log(entry -> {
                    written.add(entry);
                    view.apply(entry.key(), entry.value());
                }),
                Clock.systemUTC());
    }

    @Test
    void writesThePrototypeBeforeTheSetThatNeedsIt() {
        Change change = registry.addClass("flags", Flags.request("Norway", NORWAY));

        assertThat(written)
                .extracting(Change.Entry::key)
                .containsExactly(RegistryKeys.prototype("flags", "Norway"), RegistryKeys.classSet("flags"));
        assertThat(change.revision()).isEqualTo(2);
        assertThat(set().getRevision()).isEqualTo(2);
        assertThat(set().getMembers()).containsExactly("Chile", "Denmark", "Japan", "Norway");
        ClassPrototype norway = view.prototype("flags", "Norway").orElseThrow();
        assertThat(norway.getSeen()).isFalse();
        assertThat(norway.getVector()).isEqualTo(Flags.vector(NORWAY.keySet().toArray(String[]::new)));
    }

    /** As when a set was written into a topic that lacks its classes. */
    @Test
    void aChangeThatCannotBeInUseYetSaysWhatItWaitsFor() {
        view.apply(RegistryKeys.classSet("flags"), new ClassRegistryRecord(revised(2, "Chile", "Peru")));

        Change change = registry.putSet("flags", new SetRequest(null, null, null, null, null, null, 1, null, null));

        assertThat(change.revision()).isEqualTo(3);
        assertThat(change.warnings())
                .containsExactly("revision 3 waits for 1 of 2 classes: Peru; what served before goes on until they are"
                        + " there");
    }

    /** The editor knows no limit of top_k, but the fold of the topic's readers does. */
    @Test
    void whatReadersOfTheTopicWouldRefuseIsNotWritten() {
        assertRefused(
                () -> registry.putSet(
                        "flags",
                        new SetRequest(null, null, null, null, null, null, RegistryLimits.TOP_K + 1, null, null)),
                Refusal.BAD_VALUE,
                "1000");
        assertThat(set().getRevision()).isEqualTo(1);
    }

    /** Else what was seen of one topic could be written into another that came in between. */
    @Test
    void aChangeIsPlannedOnWhatIsSeenOnceItsTopicIsKnown() {
        List<Long> topics = new ArrayList<>();
        RegistryLog log = new RegistryLog() {
            @Override
            public long topic() {
                Flags.putSet(view, revised(8, "Japan"));
                return 42;
            }

            @Override
            public Change write(long topic, Supplier<Change> plan) {
                topics.add(topic);
                return plan.get();
            }
        };

        Change change = new ClassRegistry(view, log, Clock.systemUTC())
                .putSet("flags", new SetRequest(null, null, null, null, null, null, 1, null, null));

        assertThat(change.revision()).isEqualTo(9);
        assertThat(topics).containsExactly(42L);
    }

    private ClassSet revised(long revision, String... members) {
        return ClassSet.newBuilder(set())
                .setRevision(revision)
                .setMembers(List.of(members))
                .build();
    }

    @Test
    void keepsGammaThresholdAndTopKWhenMembersChange() {
        registry.addClass("flags", Flags.request("Norway", NORWAY));

        assertThat(set())
                .extracting(ClassSet::getGamma, ClassSet::getUnknownThreshold, ClassSet::getTopK)
                .containsExactly(0.1f, 0.2f, 5);
    }

    @Test
    void writesNothingWhenTheClassIsAlreadyThereUnchanged() {
        registry.addClass("flags", Flags.request("Norway", NORWAY));
        written.clear();

        Change again = registry.addClass("flags", Flags.request("Norway", NORWAY));

        assertThat(written).isEmpty();
        assertThat(again.revision()).isEqualTo(2);
        assertThat(again.warnings()).anyMatch(w -> w.contains("already there"));
    }

    @Test
    void namesTheNearestAttributesOfAMisspeltOne() {
        assertRefused(
                () -> registry.addClass("flags", Flags.request("Norway", Map.of("uprigt_cross", 1.0))),
                Refusal.UNKNOWN_ATTRIBUTE,
                "uprigt_cross");
        assertThatThrownBy(() -> registry.addClass("flags", Flags.request("Norway", Map.of("uprigt_cross", 1.0))))
                .asInstanceOf(type(RefusedException.class))
                .extracting(e -> e.nearest().get(0))
                .isEqualTo("upright_cross");
    }

    @Test
    void refusesAVectorOfTheWrongLength() {
        assertRefused(() -> registry.addClass("flags", vector(List.of(1.0, 0.0))), Refusal.WRONG_LENGTH, "2 values");
    }

    @Test
    void refusesAVectorOfZeros() {
        assertRefused(
                () -> registry.addClass("flags", vector(Collections.nCopies(36, 0.0))), Refusal.ZERO_VECTOR, "zero");
        assertRefused(() -> registry.addClass("flags", Flags.request("Norway", Map.of())), Refusal.ZERO_VECTOR, "zero");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.01, 1.01, 1e300})
    void refusesValuesOutOfRange(double value) {
        assertRefused(
                () -> registry.addClass("flags", Flags.request("Norway", Map.of("red", value))),
                Refusal.BAD_VALUE,
                "'red'");
    }

    @Test
    void wantsEitherAttributesOrAVector() {
        assertRefused(
                () -> registry.addClass(
                        "flags", new ClassRequest("Norway", null, null, null, false, null, null, null, null)),
                Refusal.BAD_REQUEST,
                "neither");
        assertRefused(
                () -> registry.addClass(
                        "flags",
                        new ClassRequest(
                                "Norway", null, NORWAY, Collections.nCopies(36, 1.0), false, null, null, null, null)),
                Refusal.BAD_REQUEST,
                "both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "a\u0000b",
                "line\nbreak",
                "\ud800",
                "..",
                "\u2028",
                "Nor\u200Bway",
                "\u202Eyawron",
                "\u001B[2J"
            })
    void refusesNamesNobodyCanRead(String name) {
        assertRefused(
                () -> registry.addClass("flags", Flags.request(name, NORWAY)), Refusal.BAD_NAME, "the class name");
    }

    @Test
    void notesAuthorsAndNamesWithoutEndAreNotWritten() {
        assertRefused(() -> registry.addClass("flags", noted("x".repeat(900_000), "")), Refusal.BAD_VALUE, "900000");
        assertRefused(() -> registry.addClass("flags", noted("", "x".repeat(900_000))), Refusal.BAD_NAME, "900000");
        assertRefused(() -> registry.addClass("flags", noted("\u001B[2J", "")), Refusal.BAD_VALUE, "U+001B");
        assertRefused(
                () -> registry.addClass("flags", Flags.request("x".repeat(900_000), NORWAY)),
                Refusal.BAD_NAME,
                "900000");
        assertRefused(
                () -> registry.addClass("flags", Flags.request("Norway", Map.of("x".repeat(900_000), 1.0))),
                Refusal.UNKNOWN_ATTRIBUTE,
                "900000");
        registry.addClass("flags", noted("two lines\nare fine", "me"));
    }

    private static ClassRequest noted(String note, String author) {
        return new ClassRequest("Norway", null, NORWAY, null, false, null, author, note, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "a/b%2Fc d", "Côte d'Ivoire", "日本", "🇳🇴", "\"'`${x}"})
    void takesAnyReadableName(String name) {
        registry.addClass("flags", Flags.request(name, NORWAY));

        assertThat(set().getMembers()).contains(name);
    }

    @Test
    void replacesAnExistingClassOnlyWhenTold() {
        assertRefused(
                () -> registry.addClass("flags", Flags.request("Denmark", NORWAY)), Refusal.CLASS_EXISTS, "Denmark");

        Change change = registry.addClass(
                "flags", new ClassRequest("Denmark", null, NORWAY, null, true, null, null, null, null));

        assertThat(change.revision()).isEqualTo(2);
        assertThat(view.prototype("flags", "Denmark").orElseThrow().getSeen())
                .as("what the model was trained on does not change with the vector")
                .isTrue();
        assertThat(set().getMembers()).containsOnlyOnce("Denmark");
    }

    @Test
    void revisesEverySetThatSharesAReplacedClass() {
        Flags.putSet(view, Flags.set("nordic", 4, "Denmark"));

        Change change = registry.addClass(
                "flags", new ClassRequest("Denmark", null, NORWAY, null, true, null, null, null, null));

        assertThat(view.set("nordic").orElseThrow().getRevision()).isEqualTo(5);
        assertThat(change.warnings()).anyMatch(w -> w.contains("'nordic'"));
    }

    @Test
    void warnsOfAClassWithTheSameVector() {
        Change change = registry.addClass(
                "flags",
                Flags.request(
                        "Nippon",
                        Map.of("red", 0.5, "white", 0.5, "circle", 0.5, "mainly_white", 0.5, "top_left_white", 0.5)));

        assertThat(change.warnings()).anyMatch(w -> w.contains("'Japan'") && w.contains("same attribute vector"));
    }

    @Test
    void namesTheSetsThereAreWhenOneIsUnknown() {
        assertRefused(() -> registry.addClass("birds", Flags.request("Norway", NORWAY)), Refusal.UNKNOWN_SET, "birds");
        assertThatThrownBy(() -> registry.addClass("birds", Flags.request("Norway", NORWAY)))
                .asInstanceOf(type(RefusedException.class))
                .extracting(RefusedException::hint)
                .asString()
                .contains("flags");
    }

    @Test
    void removesAClassFromTheSetBeforeItsPrototype() {
        Change change = registry.removeClass("flags", "Japan", null);

        assertThat(written)
                .extracting(Change.Entry::key)
                .containsExactly(RegistryKeys.classSet("flags"), RegistryKeys.prototype("flags", "Japan"));
        assertThat(written.get(1).value()).isNull();
        assertThat(change.revision()).isEqualTo(2);
        assertThat(view.prototype("flags", "Japan")).isEmpty();
    }

    @Test
    void keepsThePrototypeWhileAnotherSetHasTheClass() {
        Flags.putSet(view, Flags.set("asia", 1, "Japan"));

        registry.removeClass("flags", "Japan", null);

        assertThat(written).hasSize(1);
        assertThat(view.prototype("flags", "Japan")).isPresent();
    }

    @Test
    void refusesToRemoveTheLastClassOrAnUnknownOne() {
        Flags.putSet(view, Flags.set("asia", 1, "Japan"));

        assertRefused(() -> registry.removeClass("asia", "Japan", null), Refusal.LAST_CLASS, "Japan");
        assertThatThrownBy(() -> registry.removeClass("flags", "Jpan", null))
                .asInstanceOf(type(RefusedException.class))
                .extracting(RefusedException::nearest)
                .isEqualTo(List.of("Japan"));
    }

    @Test
    void revisionsGrowByOneWhateverIsDone() {
        Random random = new Random(7);
        List<String> names = new ArrayList<>(List.of("Chile", "Denmark", "Japan"));
        for (int step = 0; step < 300; step++) {
            long before = set().getRevision();
            Change change;
            if (random.nextBoolean() && names.size() > 1) {
                change = registry.removeClass("flags", names.remove(random.nextInt(names.size())), null);
            } else {
                String name = "class " + step;
                names.add(name);
                change = registry.addClass("flags", Flags.request(name, randomAttributes(random)));
            }
            assertThat(change.revision()).isEqualTo(before + 1);
            assertThat(set().getMembers()).containsExactlyInAnyOrderElementsOf(names);
            assertThat(view.missing(set().getName())).isEmpty();
            assertThat(view.classNames("flags")).hasSameSizeAs(names);
        }
    }

    private static Map<String, Double> randomAttributes(Random random) {
        Map<String, Double> values = new java.util.HashMap<>();
        values.put("red", 1.0);
        for (int i = 0; i < 4; i++) {
            values.put(Flags.ATTRIBUTES.get(random.nextInt(Flags.ATTRIBUTES.size())), random.nextDouble());
        }
        return values;
    }

    private static ClassRequest vector(List<Double> values) {
        return new ClassRequest("Norway", null, null, values, false, null, null, null, null);
    }

    private ClassSet set() {
        return view.set("flags").orElseThrow();
    }

    private void assertRefused(ThrowingCallable call, Refusal refusal, String inMessage) {
        assertThatThrownBy(call)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(inMessage)
                .asInstanceOf(type(RefusedException.class))
                .satisfies(e -> assertThat(e.refusal()).isEqualTo(refusal))
                .satisfies(e -> assertThat(e.hint()).isNotEmpty());
        assertThat(written).isEmpty();
    }
}
