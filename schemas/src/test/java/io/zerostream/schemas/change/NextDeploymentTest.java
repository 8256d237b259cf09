package io.zerostream.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextDeploymentTest {
    private static final String NAME = "default";

    private final ClassFold classes = new ClassFold();
    private final DeploymentHistory history = new DeploymentHistory(NAME);

    @BeforeEach
    void publish() {
        for (String space : List.of("birds", "flags")) {
            put(RegistryKeys.space(space), new SemanticSpace(space, List.of("red"), List.of(), 1f));
            put(
                    RegistryKeys.prototype(space, "one"),
                    new ClassPrototype(space, "one", List.of(1f), true, Provenance.DATA_SET, "", Instant.EPOCH, ""));
            put(
                    RegistryKeys.classSet(space),
                    new ClassSet(space, space, 1L, List.of("one"), 0f, -1f, 1, Instant.EPOCH, "", Calibration.LOGITS));
        }
        version("nano", "1", "flags");
        version("nano", "2", "flags");
        version("nano", "3", "flags");
        version("wings", "1", "birds");
    }

    @Test
    void theFirstActivationMakesADeploymentOfTheSetThatIsNamedAsTheSpace() {
        Deployment first = write(next().activate(NAME, "nano", "1", null));

        assertThat(first.getRevision()).isEqualTo(1);
        assertThat(first.getDefaultClassSet()).isEqualTo("flags");
        assertThat(next().activate(NAME, "nano", "1", null))
                .as("it says so already")
                .isEqualTo(first);
    }

    @Test
    void anotherVersionEndsTheCanaryAndKeepsAliasesAndShadow() {
        write(next().activate(NAME, "nano", "1", null));
        write(next().use(NAME, "north", "flags"));
        write(next().shadow(NAME, "3"));
        Deployment both = write(next().canary(NAME, "2", 0.25f));
        assertThat(both.getCanaryShare()).isEqualTo(0.25f);

        Deployment second = write(next().activate(NAME, "nano", "2", null));
        assertThat(second.getRevision()).isEqualTo(5);
        assertThat(second.getCanaryVersion()).isNull();
        assertThat(second.getCanaryShare()).isZero();
        assertThat(second.getShadowVersion()).isEqualTo("3");
        assertThat(second.getSourceClassSets()).containsEntry("north", "flags");
        assertThat(next().activate(NAME, "nano", "3", null).getShadowVersion())
                .as("it is not beside itself")
                .isNull();
        assertThat(next().shadow(NAME, null).getShadowVersion()).isNull();
    }

    /** Publishing the next run of a data set takes no picture away from a set that people made. */
    @Test
    void publishingKeepsTheDefaultSetWhereItFits() {
        assertThat(write(next().activateKeepingSet(NAME, "nano", "1", "flags")).getDefaultClassSet())
                .isEqualTo("flags");
        put(
                RegistryKeys.classSet("nordic"),
                new ClassSet("nordic", "flags", 1L, List.of("one"), 0f, -1f, 1, Instant.EPOCH, "", Calibration.LOGITS));
        write(next().activate(NAME, "nano", "1", "nordic"));

        assertThat(next().activateKeepingSet(NAME, "nano", "2", "flags").getDefaultClassSet())
                .isEqualTo("nordic");
        assertThat(next().activateKeepingSet(NAME, "wings", "1", "birds").getDefaultClassSet())
                .isEqualTo("birds");
    }

    @Test
    void aVersionIsRemovedOnlyWhereNobodyNeedsIt() {
        write(next().activate(NAME, "nano", "1", null));
        write(next().canary(NAME, "2", 0.5f));

        refused(() -> removed("nano", "1"), "deployment 'default' has model nano");
        refused(() -> removed("nano", "2"), "deployment 'default' has model nano");
        refused(() -> removed("nano", "4"), "no version '4'");
        refused(() -> removed("wings", "1"), "last one published of space 'birds'", "[birds]");
        assertThat(removed("nano", "3").records())
                .containsEntry(RegistryKeys.modelVersion("nano", "3"), null)
                .hasSize(1);
        assertThat(history.models().versions()).doesNotContainKey(RegistryKeys.modelVersion("nano", "3"));
    }

    private Planned<ModelRegistryRecord, ModelVersion> removed(String model, String version) {
        return ModelSwitch.removed(history.models(), classes, model, version);
    }

    @Test
    void whatTheJobWouldRefuseIsRefused() {
        assertThatThrownBy(() -> next().canary(NAME, "2", 0.5f))
                .hasMessageContaining("there is no deployment 'default'");
        write(next().activate(NAME, "nano", "1", null));

        refused(() -> next().activate(NAME, "nano", "9", null), "no version '9'", "nano 1, nano 2, nano 3, wings 1");
        refused(() -> next().activate(NAME, "nano", "2", "trees"), "no class set 'trees'", "[birds, flags]");
        refused(() -> next().activate(NAME, "nano", "2", "birds"), "in space 'birds'", "trained in 'flags'");
        refused(() -> next().canary(NAME, "1", 0.5f), "is the active one");
        refused(() -> next().canary(NAME, "2", 0), "above 0 and at most 1");
        refused(() -> next().canary(NAME, "2", Float.NaN), "above 0 and at most 1");
        refused(() -> next().shadow(NAME, "4"), "no version '4'");
        refused(() -> next().use(NAME, "flags", "flags"), "is the name of a class set");
        refused(() -> next().use(NAME, "north", "trees"), "no class set 'trees'");
        refused(() -> next().use(NAME, "north", "birds"), "in space 'birds'");

        write(next().use(NAME, "north", "flags"));
        refused(() -> next().activate(NAME, "wings", "1", null), "[north]", "sets use NAME --off");
        refused(() -> next().use(NAME, "south", null), "no source or alias 'south'", "[north]");
        write(next().use(NAME, "north", null));
        assertThat(next().activate(NAME, "wings", "1", null).getDefaultClassSet())
                .isEqualTo("birds");
    }

    @Test
    void aRollbackGoesToWhatServedBeforeBeItAnotherModel() {
        write(next().activate(NAME, "wings", "1", null));
        serves("wings 1");
        write(next().activate(NAME, "nano", "1", null));
        // which the job refused
        write(next().activate(NAME, "nano", "2", null));

        Deployment back = write(rolledBack(null));
        assertThat(back.getModel()).isEqualTo("wings");
        assertThat(back.getDefaultClassSet()).isEqualTo("birds");
        assertThat(back.getRevision()).isEqualTo(4);

        write(next().activate(NAME, "nano", "3", null));
        serves("nano 3");
        write(next().activate(NAME, "nano", "1", null));
        serves("nano 1");
        assertThat(rolledBack(null).getVersion()).isEqualTo("3");
        assertThat(rolledBack("2").getVersion()).isEqualTo("2");
        refused(() -> rolledBack("9"), "no version '9' of a model 'nano'");
    }

    @Test
    void withoutAWordOfTheJobWhatWasWantedCountsAndThenWhatWasPublishedBefore() {
        write(next().activate(NAME, "nano", "2", null));
        assertThat(rolledBack(null).getVersion()).as("published before").isEqualTo("1");
        write(next().activate(NAME, "nano", "1", null));
        assertThat(rolledBack(null).getVersion()).as("wanted before").isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nano", "wings"})
    void whereNothingServedBeforeItIsSaid(String model) {
        write(next().activate(NAME, model, "1", null));
        serves(model + " 1");
        refused(() -> rolledBack(null), "models activate NAME VERSION");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable change, String... words) {
        assertThatThrownBy(change).isInstanceOf(ChangeRefusedException.class).hasMessageContainingAll(words);
    }

    private Deployment rolledBack(String version) {
        NextDeployment next = next();
        return DeploymentSwitch.rolledBack(next, history, next.present(NAME), version);
    }

    private NextDeployment next() {
        return new NextDeployment(history.models(), classes, "me", Instant.ofEpochSecond(9));
    }

    private Deployment write(Deployment next) {
        history.record(RegistryKeys.deployment(NAME), new ModelRegistryRecord(next));
        return next;
    }

    private void serves(String model) {
        history.notice(new JobNotice(
                NoticeKind.SWAP, "MODEL", "deployment/default", "", NAME, 0, Instant.EPOCH, model, 1L, "", 0));
    }

    private void put(String key, Object entry) {
        assertThat(classes.apply(key, new ClassRegistryRecord(entry)).refusal()).isNull();
    }

    private void version(String model, String version, String space) {
        history.record(
                RegistryKeys.modelVersion(model, version),
                new ModelRegistryRecord(ModelVersion.newBuilder()
                        .setName(model)
                        .setVersion(version)
                        .setSpace(space)
                        .setArchitecture("zeromamba")
                        .setManifest("{}")
                        .setSha256("0".repeat(64))
                        .setSize(1)
                        .setChunks(1)
                        .setPublishedAt(Instant.ofEpochSecond(version.charAt(0)))
                        .setAuthor("")
                        .setMetrics(Map.of())
                        .build()));
    }
}
