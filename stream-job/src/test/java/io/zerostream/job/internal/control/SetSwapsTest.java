package io.zerostream.job.internal.control;

import static io.zerostream.job.internal.control.Registry.prototype;
import static io.zerostream.job.internal.control.Registry.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.model.ModelException;
import io.zerostream.model.NativeMemoryException;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large sets, whose scorers are built beside: here, when the test says so. */
class SetSwapsTest extends ControlFixture {
    private static final float[] RED = {1, 0, 0};
    private static final List<ClassPrototype> SHADES = Registry.shades("rgb", 3, SetsBuilt.LARGE);

    private final Deque<Runnable> builds = new ArrayDeque<>();
    private final List<ClassScorer> built = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private boolean memory = true;
    private int swaps;

    @BeforeEach
    void buildLater() {
        control = new ControlState("default", alarms::add, new ClassRegistry(alarms::add, this::later, () -> swaps++));
        apply(registry.put(Registry.space("r", "g", "b")));
        Registry.COLOURS.forEach((name, rgb) -> apply(registry.put(prototype(name, rgb))));
        SHADES.forEach(shade -> apply(registry.put(shade)));
    }

    private void later(Duration wait, Supplier<ClassScorer> work, SetBuilding.Built then) {
        waits.add(wait);
        builds.add(() -> SetBuilding.now(
                () -> {
                    if (!memory) {
                        throw new NativeMemoryException("no native memory");
                    }
                    ClassScorer scorer = work.get();
                    built.add(scorer);
                    return scorer;
                },
                then));
    }

    private void publish(String name, long revision, String... members) {
        apply(registry.put(Registry.with(set(name, revision, members), SHADES)));
    }

    private void buildNext() {
        builds.remove().run();
    }

    @Test
    void theFormerRevisionServesUntilTheNextOneIsBuilt() {
        publish("s", 1, "red");
        assertThat(serving()).isEmpty();
        assertThat(control.classes().waiting().get("s")).contains("revision 1 is being built");

        buildNext();
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().waiting()).isEmpty();
        publish("s", 2, "red", "blue");
        assertThat(serving()).containsExactly("s@1");
        assertThat(scorer("s").match(RED, 1)).hasSize(1);

        buildNext();
        assertThat(serving()).containsExactly("s@2");
        assertThat(swaps).isEqualTo(2);
        assertThat(isFreed(built.get(0))).isTrue();
        assertThat(isFreed(built.get(1))).isFalse();
    }

    @Test
    void aRevisionKeepsTheVectorsItBecameCompleteWith() {
        publish("s", 1, "red");
        apply(registry.put(prototype("red", 0, 0, 1)));
        buildNext();

        assertThat(scorer("s").match(RED, 1).get(0).similarity()).isEqualTo(1);
    }

    @Test
    void aRevisionThatWaitsForItsTurnGivesWayToANewerOne() {
        publish("other", 1, "red");
        publish("s", 1, "red");
        publish("s", 2, "blue");
        publish("s", 1, "green");
        assertThat(codes()).containsExactly(Code.CLASS_SET_REFUSED);

        buildNext();
        assertThat(serving()).containsExactly("other@1");
        buildNext();
        assertThat(serving()).containsExactly("other@1", "s@2");
        assertThat(builds).isEmpty();
    }

    @Test
    void aRevisionThatIsBeingBuiltGivesWayToANewerOne() {
        publish("s", 1, "red");
        publish("s", 2, "blue");

        buildNext();
        assertThat(serving()).isEmpty();
        assertThat(isFreed(built.get(0))).isTrue();
        buildNext();
        assertThat(serving()).containsExactly("s@2");
        assertThat(builds).isEmpty();
    }

    @Test
    void revisionsThatComeFasterThanTheyAreBuiltDoNotKeepAllFromServing() {
        publish("s", 1, "red");
        int revision = 1;
        for (int round = 0; round < 5; round++) {
            // two come while one is built, again and again
            publish("s", ++revision, "blue");
            publish("s", ++revision, "blue");
            buildNext();
        }

        assertThat(serving()).hasSize(1).isNotEqualTo(List.of("s@1"));
        while (!builds.isEmpty()) {
            buildNext();
        }
        assertThat(serving()).containsExactly("s@" + revision);
        assertThat(built).filteredOn(scorer -> !isFreed(scorer)).containsExactly(scorer("s"));
    }

    @Test
    void aSmallSetServesAtOnceAndInPlaceOfALargeOneThatIsBeingBuilt() {
        publish("s", 1, "red");
        apply(registry.put(set("s", 2, "blue")));
        assertThat(serving()).containsExactly("s@2");
        assertThat(swaps).isZero();

        buildNext();
        assertThat(serving()).containsExactly("s@2");
        assertThat(isFreed(built.get(0))).isTrue();
        assertThat(builds).isEmpty();
    }

    @Test
    void whatIsRemovedWhileItIsBuiltDoesNotServe() {
        publish("s", 1, "red");
        apply(registry.remove(RegistryKeys.prototype("rgb", "red")));
        assertThat(codes()).containsExactly(Code.REMOVAL_IGNORED);
        apply(registry.remove(RegistryKeys.classSet("s")));
        publish("s", 1, "blue");

        buildNext();
        assertThat(serving()).isEmpty();
        buildNext();
        assertThat(scorer("s").prototypes().className(0)).isEqualTo("blue");
        assertThat(isFreed(built.get(0))).isTrue();
    }

    @Test
    void aSetThatIsRemovedIsFreed() {
        publish("s", 1, "red");
        buildNext();
        apply(registry.remove(RegistryKeys.classSet("s")));

        assertThat(serving()).isEmpty();
        assertThat(isFreed(built.get(0))).isTrue();
    }

    @Test
    void aSetThatCannotBeBuiltLeavesTheFormerOneServing() {
        List<SetBuilding.Built> asked = new ArrayList<>();
        control = new ControlState(
                "default",
                alarms::add,
                new ClassRegistry(alarms::add, (wait, work, then) -> asked.add(then), () -> swaps++));
        registry.everything("small").forEach(this::apply);
        SHADES.forEach(shade -> apply(registry.put(shade)));
        publish("small", 2, "red");
        asked.get(0).built(null, new ModelException("no vector"));

        assertThat(serving()).containsExactly("small@1");
        assertThat(codes()).containsExactly(Code.CLASS_SET_REFUSED);
        assertThat(control.classes().waiting()).isEmpty();
    }

    /** It is not the set's fault: nobody has to publish it again. */
    @Test
    void aSetForWhichThereIsNoMemoryIsTriedAgainUntilThereIs() {
        memory = false;
        publish("s", 1, "red");
        buildNext();
        buildNext();
        buildNext();
        assertThat(codes()).containsExactly(Code.CLASS_SET_NO_MEMORY);
        assertThat(control.classes().waiting().get("s")).contains("revision 1 waits for native memory");
        assertThat(waits.get(2)).isGreaterThan(waits.get(1)).isGreaterThan(Duration.ofSeconds(1));

        memory = true;
        buildNext();
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().waiting()).isEmpty();
        assertThat(builds).isEmpty();
    }

    @Test
    void aNewRevisionTakesThePlaceOfOneThatWaitsForMemory() {
        memory = false;
        publish("s", 1, "red");
        buildNext();
        memory = true;
        publish("s", 2, "blue");
        buildNext();
        assertThat(built).hasSize(1);
        buildNext();

        assertThat(serving()).containsExactly("s@2");
        assertThat(built).hasSize(2);
        assertThat(isFreed(built.get(0))).isTrue();
    }

    @Test
    void aRevisionForWhichThereWasNoMemoryDoesNotComeBackOverANewerOne() {
        publish("s", 1, "red");
        publish("s", 2, "red");
        buildNext();
        // 2 took the place of 1 and keeps it, so 3 waits
        publish("s", 3, "blue");
        memory = false;
        buildNext();
        memory = true;
        builds.removeLast().run();
        assertThat(serving()).containsExactly("s@3");
        while (!builds.isEmpty()) {
            buildNext();
        }

        assertThat(serving()).containsExactly("s@3");
        assertThat(control.classes().waiting()).isEmpty();
    }

    /** Others do not wait for what may never come. */
    @Test
    void aSetThatWaitsForMemoryHoldsNobodyUp() {
        memory = false;
        publish("large", 1, "red");
        buildNext();
        memory = true;
        publish("s", 1, "red");
        assertThat(control.classes().hasFirstBuilds()).isTrue();
        builds.removeLast().run();
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().hasFirstBuilds()).isFalse();
    }

    @Test
    void nothingIsLeftWhenTheRegistryIsClosed() {
        publish("s", 1, "red");
        buildNext();
        publish("s", 2, "red");
        control.classes().close();
        buildNext();

        assertThat(built).hasSize(2).allMatch(SetSwapsTest::isFreed);
    }

    private ClassScorer scorer(String name) {
        return control.classes().serving().get(name).scorer();
    }

    private static boolean isFreed(ClassScorer scorer) {
        try {
            scorer.match(RED, 1);
            return false;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("were freed");
            return true;
        }
    }
}
