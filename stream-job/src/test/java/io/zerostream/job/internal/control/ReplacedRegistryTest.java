package io.zerostream.job.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Registry topics that are created again, or of another cluster, count from 0 once more. */
class ReplacedRegistryTest extends ControlFixture {
    private static final long FIRST = 11;
    private static final long SECOND = 22;

    /** What the topics hold after they were created again: fewer records, lower revisions, other content. */
    private final Registry again = new Registry();

    @Test
    void whatTheNewTopicSaysCountsWhateverItsOffsetsAndRevisions() {
        read(FIRST, List.of());
        complete("s", 7, "red", "green");
        assertThat(control.apply(registry.put(Registry.set("s", 8, "red")))).isTrue();

        read(SECOND, again.everything("s"));

        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().serving().get("s").record().getMembers()).hasSize(3);
        assertThat(codes()).containsExactly(Code.REGISTRY_REPLACED);
        assertThat(control.apply(again.put(Registry.set("s", 2, "blue")))).isTrue();
        assertThat(serving()).containsExactly("s@2");
    }

    @Test
    void theSameTopicReadAgainIsOldNews() {
        List<ControlRecord> all = again.everything("s");
        read(FIRST, all);
        read(FIRST, all);
        assertThat(control.apply(all.get(0))).isFalse();
        assertThat(serving()).containsExactly("s@1");
        assertThat(alarms).isEmpty();
    }

    /** As after an upgrade from a release that did not look. */
    @Test
    void aTopicOfWhichNoNumberIsKnownIsTakenForTheSame() {
        complete("s", 7, "red");
        read(FIRST, List.of());
        assertThat(serving()).containsExactly("s@7");
        assertThat(alarms).isEmpty();
    }

    @Test
    void whatServesGoesOnUntilTheNewTopicHasIt() {
        read(FIRST, List.of());
        complete("s", 7, "red");
        read(SECOND, List.of());
        assertThat(serving()).containsExactly("s@7");
        assertThat(codes()).containsExactly(Code.REGISTRY_REPLACED);
        assertThat(control.classes().records().all().keySet()).allMatch(key -> key.startsWith("serving/"));
    }

    @Test
    void aDeploymentOfTheNewTopicIsWantedThoughItsRevisionIsLower() {
        control.apply(new RegistryContent(
                Topics.MODEL_REGISTRY.name(),
                FIRST,
                List.of(
                        registry.put(Registry.version("v1")),
                        registry.put(Registry.version("v2")),
                        registry.put(Registry.deployment(9, "v1", "s")))));
        control.decided(3, control.models().wanted().orElseThrow());

        control.apply(new RegistryContent(
                Topics.MODEL_REGISTRY.name(),
                SECOND,
                List.of(again.put(Registry.version("v2")), again.put(Registry.deployment(1, "v2", "s")))));

        assertThat(control.models().wanted().orElseThrow().modelId()).isEqualTo("colours v2");
        assertThat(control.models().lastGood().orElseThrow().modelId()).isEqualTo("colours v1");
        assertThat(control.decision()).isEqualTo(3);
    }

    @Test
    void aRestartRemembersWhichTopicItWas() {
        read(FIRST, List.of());
        complete("s", 7, "red");
        ControlState restarted = new ControlState("default", alarms::add);
        restarted.classes().restore(control.classes().records().all());
        restarted.restorePositions(control.positions().all());

        restarted.apply(new RegistryContent(Topics.CLASS_REGISTRY.name(), SECOND, classes(again.everything("s"))));
        assertThat(restarted.classes().serving().get("s").revision()).isEqualTo(1);
    }

    /** Revision 7 of the old topic must not stand in the way of revision 1. */
    @Test
    void aSetThatIsPublishedAgainAfterARestartServes() {
        read(FIRST, List.of());
        complete("s", 7, "red");
        read(SECOND, List.of());
        ControlState restarted = new ControlState("default", alarms::add);
        restarted.classes().restore(control.classes().records().all());
        restarted.restorePositions(control.positions().all());
        alarms.clear();

        restarted.apply(new RegistryContent(Topics.CLASS_REGISTRY.name(), SECOND, classes(again.everything("s"))));
        assertThat(restarted.classes().serving().get("s").revision()).isEqualTo(1);
        assertThat(alarms).isEmpty();
    }

    /** As above, with a set of the new topic that is not whole yet when the job restarts. */
    @Test
    void aSetThatIsPublishedAgainInPartBeforeARestartServesOnceItIsWhole() {
        read(FIRST, List.of());
        complete("s", 7, "red");
        List<ControlRecord> all = classes(again.everything("s"));
        ControlRecord last = all.stream()
                .filter(record -> record.key().startsWith("class/"))
                .findFirst()
                .orElseThrow();
        List<ControlRecord> part =
                all.stream().filter(record -> record.offset() != last.offset()).toList();
        control.apply(new RegistryContent(last.topic(), SECOND, part));
        assertThat(serving()).containsExactly("s@7");
        ControlState restarted = new ControlState("default", alarms::add);
        restarted.classes().restore(control.classes().records().all());
        restarted.restorePositions(control.positions().all());
        alarms.clear();

        long next = part.get(part.size() - 1).offset() + 1;
        restarted.apply(ControlRecord.ofClasses(next, last.key(), last.classes()));
        assertThat(restarted.classes().serving().get("s").revision()).isEqualTo(1);
        assertThat(alarms).isEmpty();
    }

    /** Its offset is below that of the former topic, which is all that is known of it when it comes. */
    @Test
    void whatTheStreamBroughtBeforeTheNewTopicWasKnownIsReadAgain() {
        read(FIRST, List.of());
        complete("s", 7, "red");
        List<ControlRecord> first = classes(again.everything("s"));
        ControlRecord late = again.put(Registry.set("s", 2, "green", "blue"));
        control.applyNext(late);
        assertThat(serving()).containsExactly("s@7");

        assertThat(control.apply(new RegistryContent(late.topic(), SECOND, first)))
                .isTrue();
        List<ControlRecord> all = new ArrayList<>(first);
        all.add(late);
        assertThat(control.apply(new RegistryContent(late.topic(), SECOND, all)))
                .isFalse();
        assertThat(serving()).containsExactly("s@2");
    }

    @Test
    void aStreamThatBeginsAgainAsksForARestart() {
        List<ControlRecord> all = again.everything("s");
        all.forEach(control::applyNext);
        assertThat(serving()).containsExactly("s@1");

        assertThatThrownBy(() -> control.applyNext(all.get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("class-registry begins again, with offset 0 after");
    }

    /** Grown beyond the old offset it does not begin again for the stream: only Kafka's number tells. */
    @Test
    void aTopicThatIsAnotherWhileTheJobRunsEndsTheTask() {
        String topic = Topics.CLASS_REGISTRY.name();
        control.requireSame(Map.of(topic, SECOND));
        read(FIRST, List.of());
        control.requireSame(Map.of(topic, FIRST, Topics.MODEL_REGISTRY.name(), SECOND));
        control.requireSame(Map.of());
        assertThatThrownBy(() -> control.requireSame(Map.of(topic, SECOND)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic class-registry is not the one that was read any more");
        read(SECOND, List.of());
        control.requireSame(Map.of(topic, SECOND));
    }

    private void read(long topic, List<ControlRecord> all) {
        control.apply(new RegistryContent(Topics.CLASS_REGISTRY.name(), topic, classes(all)));
    }

    private static List<ControlRecord> classes(List<ControlRecord> all) {
        return all.stream()
                .filter(record -> record.topic().equals(Topics.CLASS_REGISTRY.name()))
                .toList();
    }
}
