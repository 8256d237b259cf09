package io.zerostream.job.internal.control;

import static io.zerostream.job.internal.control.Registry.prototype;
import static io.zerostream.job.internal.control.Registry.set;
import static io.zerostream.job.internal.control.Registry.space;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records that change nothing, and the alarms that they raise. */
class ControlRefusalsTest extends ControlFixture {
    @Test
    void aPrototypeOfTheWrongLengthIsRefused() {
        apply(registry.put(space("r", "g", "b")));
        apply(registry.put(prototype("red", 1, 0)));
        apply(registry.put(set("s", 1, "red")));

        assertThat(codes()).containsExactly(Code.PROTOTYPE_REFUSED);
        assertThat(alarms.get(0).message()).contains("red", "2 values", "3 attributes");
        assertThat(serving()).isEmpty();
    }

    @Test
    void aPrototypeThatCameBeforeItsSpaceIsCheckedWhenTheSpaceComes() {
        apply(registry.put(prototype("red", 1, 0)));
        apply(registry.put(set("s", 1, "red")));
        apply(registry.put(space("r", "g", "b")));
        assertThat(codes()).containsExactly(Code.PROTOTYPE_REFUSED);
        assertThat(serving()).isEmpty();

        apply(registry.put(prototype("red", 1, 0, 0)));
        assertThat(serving()).containsExactly("s@1");
    }

    @Test
    void aPrototypeUnderAnotherSpacesKeyIsRefused() {
        apply(registry.put(RegistryKeys.prototype("other", "red"), prototype("red", 1, 0, 0)));
        assertThat(codes()).containsExactly(Code.PROTOTYPE_REFUSED);
    }

    @Test
    void vectorsThatAreZeroOrNotFiniteAreRefused() {
        apply(registry.put(space("r", "g", "b")));
        apply(registry.put(prototype("zero", 0, 0, 0)));
        apply(registry.put(prototype("nan", Float.NaN, 0, 0)));
        assertThat(codes()).containsExactly(Code.PROTOTYPE_REFUSED, Code.PROTOTYPE_REFUSED);
    }

    @Test
    void removingAPrototypeInUseIsIgnored() {
        complete("s", 1, "red");
        apply(registry.remove(RegistryKeys.prototype("rgb", "red")));
        assertThat(codes()).containsExactly(Code.REMOVAL_IGNORED);

        apply(registry.put(set("s", 2, "red")));
        assertThat(serving()).containsExactly("s@2");
    }

    @Test
    void theDeploymentsDefaultSetCannotBeRemoved() {
        complete("s", 1, "red");
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        apply(registry.remove(RegistryKeys.classSet("s")));

        assertThat(serving()).containsExactly("s@1");
        assertThat(codes()).containsExactly(Code.REMOVAL_IGNORED);
    }

    @Test
    void setsThatCannotBeAreRefused() {
        complete("s", 1, "red");
        apply(registry.put(set("s", 2)));
        apply(registry.put(set("s", 2, "red", "red")));
        apply(registry.put(RegistryKeys.classSet("t"), set("s", 2, "red")));

        assertThat(codes()).containsExactly(Code.CLASS_SET_REFUSED, Code.CLASS_SET_REFUSED, Code.CLASS_SET_REFUSED);
        assertThat(serving()).containsExactly("s@1");
    }

    @Test
    void aSpaceInUseKeepsItsAttributes() {
        complete("s", 1, "red");
        apply(registry.put(space("c", "m", "y")));
        apply(registry.remove(RegistryKeys.space("rgb")));
        assertThat(codes()).containsExactly(Code.SPACE_REFUSED, Code.SPACE_REFUSED);

        apply(registry.put(set("s", 2, "red")));
        assertThat(control.classes()
                        .serving()
                        .get("s")
                        .scorer()
                        .prototypes()
                        .space()
                        .attributes())
                .containsExactly("r", "g", "b");
    }

    @Test
    void whatCannotBeReadRaisesAnAlarmAndChangesNothing() {
        complete("s", 1, "red");
        apply(registry.put("nonsense", set("s", 2, "red")));
        apply(registry.put(RegistryKeys.space("rgb"), set("s", 2, "red")));
        apply(ControlRecord.unreadable(Topics.CLASS_REGISTRY.name(), 100, "set/s", "damaged"));

        assertThat(codes()).containsExactly(Code.UNREADABLE_CONTROL, Code.UNREADABLE_CONTROL, Code.UNREADABLE_CONTROL);
        assertThat(serving()).containsExactly("s@1");
    }

    @Test
    void removingTheDeploymentOrItsVersionIsIgnored() {
        apply(registry.put(Registry.version("v1")));
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        apply(registry.removeModel(RegistryKeys.deployment("default")));
        apply(registry.removeModel(RegistryKeys.modelVersion("colours", "v1")));

        assertThat(codes()).containsExactly(Code.DEPLOYMENT_REFUSED, Code.REMOVAL_IGNORED);
        assertThat(control.models().wanted()).isPresent();
    }

    @Test
    void aPrototypeOfAnotherSpaceIsRefusedNamingItsKeyAndTheReason() {
        complete("s", 1, "red");
        apply(registry.put(prototype("cmyk", 1, 0, 0, 1)));
        apply(registry.put(RegistryKeys.prototype("birds", "owl"), prototype("owl", 1, 0, 0)));
        apply(registry.put(set("s", 2, "red", "cmyk")));

        assertThat(alarms).extracting(Alarm::code).containsExactly(Code.PROTOTYPE_REFUSED, Code.PROTOTYPE_REFUSED);
        assertThat(alarms.get(0).subject()).isEqualTo("class/rgb/cmyk");
        assertThat(alarms.get(0).message()).contains("'cmyk'", "space 'rgb'", "4 values", "3 attributes");
        assertThat(alarms.get(1).subject()).isEqualTo("class/birds/owl");
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().waiting().get("s")).contains("cmyk");
    }

    @Test
    void aSetThatASourceOrAliasPointsToCannotBeRemoved() {
        complete("s", 1, "red");
        complete("t", 1, "red");
        complete("u", 1, "red");
        apply(registry.put(Registry.version("v1")));
        apply(registry.put(Registry.withNames(Registry.deployment(1, "v1", "s"), Map.of("cameras-north", "t"))));
        apply(registry.remove(RegistryKeys.classSet("t")));
        apply(registry.remove(RegistryKeys.classSet("u")));

        assertThat(serving()).containsExactly("s@1", "t@1");
        assertThat(codes()).containsExactly(Code.REMOVAL_IGNORED);
    }

    @Test
    void aCanaryShareThatIsNoneIsRefused() {
        apply(registry.put(Registry.version("v1")));
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        apply(registry.put(Registry.withCanary(Registry.deployment(2, "v1", "s"), "v1", 1.5)));
        apply(registry.put(Registry.withCanary(Registry.deployment(3, "v1", "s"), "v1", Double.NaN)));

        assertThat(codes()).containsExactly(Code.DEPLOYMENT_REFUSED, Code.DEPLOYMENT_REFUSED);
        assertThat(control.models().deployment().orElseThrow().getRevision()).isEqualTo(1);
    }

    @Test
    void aRevisionThatNothingCouldFollowIsRefusedAndTheNextOneIsFollowed() {
        complete("s", 1, "red");
        apply(registry.put(Registry.version("v1")));
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        apply(registry.put(Registry.deployment(Long.MAX_VALUE, "v1", "t")));
        apply(registry.put(set("s", Long.MAX_VALUE, "red")));
        assertThat(codes()).containsExactly(Code.DEPLOYMENT_REFUSED, Code.CLASS_SET_REFUSED);

        apply(registry.put(Registry.deployment(2, "v1", "s")));
        apply(registry.put(set("s", 2, "red")));
        assertThat(control.models().deployment().orElseThrow().getRevision()).isEqualTo(2);
        assertThat(serving()).containsExactly("s@2");
    }

    @Test
    void whatAnOlderReleaseTookAndTodaysLimitsRefuseIsLeftBehindAtARestart() {
        ControlState restored = new ControlState("default", alarms::add);
        restored.models()
                .restore(Map.of(
                        RegistryKeys.deployment("default"),
                        new ModelRegistryRecord(Registry.deployment(Long.MAX_VALUE, "v1", "s"))));
        control = restored;
        assertThat(codes()).containsExactly(Code.DEPLOYMENT_REFUSED);

        apply(registry.put(Registry.version("v1")));
        apply(registry.put(Registry.deployment(1, "v1", "s")));
        assertThat(control.models().wanted()).isPresent();
    }

    @Test
    void versionsThatCannotBeAreRefusedBeforeAnybodyOpensThem() {
        apply(registry.put(ModelVersion.newBuilder(Registry.version("v1"))
                .setChunks(Integer.MAX_VALUE)
                .build()));
        apply(registry.put(ModelVersion.newBuilder(Registry.version("v2"))
                .setUri("file:/dev/zero")
                .setSize(0)
                .build()));
        assertThat(codes()).containsExactly(Code.MODEL_REFUSED, Code.MODEL_REFUSED);
        assertThat(control.models().records().all()).isEmpty();
    }

    @Test
    void notesAndAuthorsWithoutEndTakeNoRoomInACheckpoint() {
        apply(registry.put(red("test", "x".repeat(900_000))));
        apply(registry.put(red("x".repeat(2_800_000), "")));
        assertThat(codes()).containsExactly(Code.PROTOTYPE_REFUSED, Code.PROTOTYPE_REFUSED);
        assertThat(control.classes().records().all()).isEmpty();
    }

    private static ClassPrototype red(String author, String note) {
        ClassPrototype red = prototype("red", 1, 0, 0);
        return new ClassPrototype(
                red.getSpace(),
                red.getName(),
                red.getVector(),
                false,
                red.getProvenance(),
                author,
                red.getCreatedAt(),
                note);
    }
}
