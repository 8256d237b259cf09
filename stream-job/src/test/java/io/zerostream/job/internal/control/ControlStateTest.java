package io.zerostream.job.internal.control;

import static io.zerostream.job.internal.control.Registry.prototype;
import static io.zerostream.job.internal.control.Registry.set;
import static io.zerostream.job.internal.control.Registry.space;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What serves, what waits and what a restart keeps. */
class ControlStateTest extends ControlFixture {
    @Test
    void aSetServesOnceItsSpaceAndAllPrototypesAreThere() {
        apply(registry.put(set("s", 1, "red", "blue")));
        assertThat(serving()).isEmpty();
        assertThat(control.classes().waiting().get("s")).contains("2 of 2", "red", "blue");

        apply(registry.put(prototype("red", 1, 0, 0)));
        apply(registry.put(prototype("blue", 0, 0, 1)));
        assertThat(control.classes().waiting().get("s")).contains("waits for space 'rgb'");

        apply(registry.put(space("r", "g", "b")));
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().waiting()).isEmpty();
        assertThat(alarms).isEmpty();
    }

    @Test
    void theOldRevisionServesUntilTheNewOneIsComplete() {
        complete("s", 1, "red");

        apply(registry.put(set("s", 2, "red", "green")));
        assertThat(serving()).containsExactly("s@1");

        apply(registry.put(prototype("green", 0, 1, 0)));
        assertThat(serving()).containsExactly("s@2");
    }

    @Test
    void lowerAndEqualRevisionsAreIgnored() {
        complete("s", 5, "red");
        apply(registry.put(set("s", 5, "red", "nothing")));
        apply(registry.put(set("s", 4, "red", "nothing")));

        assertThat(serving()).containsExactly("s@5");
        assertThat(control.classes().waiting()).isEmpty();
    }

    @Test
    void aNewerRevisionReplacesOneThatStillWaits() {
        complete("s", 1, "red");
        apply(registry.put(set("s", 2, "red", "never-comes")));
        apply(registry.put(set("s", 3, "red")));

        assertThat(serving()).containsExactly("s@3");
        assertThat(control.classes().waiting()).isEmpty();
    }

    @Test
    void oldNewsAreRecognisedByTheirOffset() {
        ControlRecord first = registry.put(space("r", "g", "b"));
        assertThat(control.apply(first)).isTrue();
        assertThat(control.apply(first)).isFalse();
    }

    @Test
    void removingAPrototypeThatNoSetHasIsDone() {
        complete("s", 1, "red", "blue");
        apply(registry.put(set("s", 2, "red")));
        apply(registry.remove(RegistryKeys.prototype("rgb", "blue")));
        assertThat(alarms).isEmpty();

        apply(registry.put(set("s", 3, "red", "blue")));
        assertThat(serving()).containsExactly("s@2");
    }

    @Test
    void aRemovedSetServesNoMore() {
        complete("s", 1, "red");
        apply(registry.remove(RegistryKeys.classSet("s")));
        assertThat(serving()).isEmpty();
    }

    @Test
    void aChangedVectorTakesEffectWithTheNextRevision() {
        complete("s", 1, "red", "blue");
        apply(registry.put(prototype("blue", 1, 0, 0.1f)));
        assertThat(similarity("blue")).isEqualTo(1);

        apply(registry.put(set("s", 2, "red", "blue")));
        assertThat(similarity("blue")).isLessThan(1);
    }

    /** Red leads blue by two. A γ of softmax scores could not be so large. */
    @Test
    void gammaIsTakenOffWhatTheSetSays() {
        apply(registry.put(space("r", "g", "b")));
        apply(registry.put(new ClassPrototype(
                "rgb", "red", List.of(1f, 0f, 0f), true, Provenance.ATTRIBUTES, "test", Instant.EPOCH, "")));
        apply(registry.put(prototype("blue", 0, 0, 1)));
        apply(registry.put(ofLogits(1, 1.9f)));
        assertThat(labelOf(3, 0, 1)).isEqualTo("red");
        apply(registry.put(ofLogits(2, 2.1f)));
        assertThat(labelOf(3, 0, 1)).isEqualTo("blue");
    }

    private static ClassSet ofLogits(long revision, float gamma) {
        return new ClassSet(
                "s", "rgb", revision, List.of("red", "blue"), gamma, -1f, 3, Instant.EPOCH, "test", Calibration.LOGITS);
    }

    private String labelOf(float... vector) {
        return control.classes()
                .serving()
                .get("s")
                .scorer()
                .match(vector, 1)
                .get(0)
                .top()
                .get(0)
                .className();
    }

    private float similarity(String name) {
        Match match = control.classes()
                .serving()
                .get("s")
                .scorer()
                .match(new float[] {0, 0, 1}, 1)
                .get(0);
        assertThat(match.top().get(0).className()).isEqualTo(name);
        return match.similarity();
    }

    @Test
    void theNewestDeploymentIsWantedOnceItsVersionIsThere() {
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        assertThat(control.models().wanted()).isEmpty();

        apply(registry.put(Registry.version("v1")));
        assertThat(control.models().wanted().orElseThrow().modelId()).isEqualTo("colours v1");

        apply(registry.put(Registry.version("v2")));
        apply(registry.put(Registry.deployment(3, "v2", "s")));
        apply(registry.put(Registry.deployment(2, "v1", "s")));
        assertThat(control.models().wanted().orElseThrow().modelId()).isEqualTo("colours v2");
    }

    @Test
    void otherDeploymentsAreNoneOfOurBusiness() {
        ControlState other = new ControlState("other", alarms::add);
        other.apply(registry.put(Registry.version("v1")));
        other.apply(registry.put(Registry.deployment(1, "v1", "s")));
        assertThat(other.models().deployment()).isEmpty();
    }

    @Test
    void goingBackToAnEarlierRevisionIsANewRevisionWithItsMembers() {
        complete("s", 1, "red", "green");
        complete("s", 2, "blue");
        complete("s", 3, "red", "green");
        assertThat(control.classes().serving().get("s").record().getMembers()).containsExactly("red", "green");
    }

    @Test
    void tenThousandClassesSwapInOneRecord() {
        apply(registry.put(space("r", "g", "b")));
        String[] names = new String[10_000];
        Random random = new Random(1);
        for (int i = 0; i < names.length; i++) {
            names[i] = "class-" + i;
            apply(registry.put(prototype(names[i], random.nextFloat(), random.nextFloat(), 1)));
        }
        apply(registry.put(set("s", 1, names)));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long started = threads.getCurrentThreadCpuTime();
        apply(registry.put(set("s", 2, names)));
        long millis = (threads.getCurrentThreadCpuTime() - started) / 1_000_000;

        assertThat(serving()).containsExactly("s@2");
        assertThat(control.classes().serving().get("s").scorer().prototypes().size())
                .isEqualTo(names.length);
        // some 10 ms of this thread, however busy the machine is; batches go on meanwhile on their own thread
        assertThat(millis).isLessThan(1000);
    }

    @Test
    void aDeploymentIsWantedWholeOrNotAtAll() {
        apply(registry.put(Registry.version("v1")));
        apply(registry.put(
                Registry.withShadow(Registry.withCanary(Registry.deployment(1, "v1", "s"), "v2", 0.1), "v3")));
        apply(registry.put(Registry.version("v2")));
        assertThat(control.models().wanted()).isEmpty();
        assertThat(control.models().missing()).containsExactly("v3");

        apply(registry.put(Registry.version("v3")));
        assertThat(control.models().wanted().orElseThrow().versions())
                .extracting(ModelVersion::getVersion)
                .containsExactly("v1", "v2", "v3");
        apply(registry.removeModel(RegistryKeys.modelVersion("colours", "v3")));
        assertThat(codes()).containsExactly(Code.REMOVAL_IGNORED);
    }

    @Test
    void afterARestartTheSameServesAndTheSameWaits() {
        complete("s", 1, "red", "blue");
        apply(registry.put(set("s", 2, "red", "never-comes")));
        complete("t", 7, "blue");
        apply(registry.put(Registry.version("v1")));
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        control.models().serves(control.models().wanted().orElseThrow());
        apply(registry.put(Registry.deployment(2, "not-published", "s")));

        ControlState restored = new ControlState("default", alarms::add);
        restored.classes().restore(control.classes().records().all());
        restored.models().restore(control.models().records().all());
        restored.restorePositions(control.positions().all());
        Map<String, String> waited = control.classes().waiting();
        control = restored;

        assertThat(serving()).containsExactly("s@1", "t@7");
        assertThat(restored.classes().waiting()).isEqualTo(waited).hasSize(1);
        assertThat(restored.models().wanted()).isEmpty();
        assertThat(restored.models().lastGood().orElseThrow().modelId()).isEqualTo("colours v1");
        assertThat(alarms).isEmpty();
    }
}
