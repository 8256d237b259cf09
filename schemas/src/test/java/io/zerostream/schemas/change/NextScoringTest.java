package io.zerostream.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of space "flags": "1" recommends a threshold of 0.1, "2" of 0.2; "broken" has no manifest to be read. */
class NextScoringTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private final ClassFold classes = new ClassFold();
    private final ModelFold models = new ModelFold();

    @BeforeEach
    void publish() {
        for (String space : List.of("birds", "flags")) {
            put(RegistryKeys.space(space), new SemanticSpace(space, List.of("red"), List.of(), 1f));
            put(
                    RegistryKeys.prototype(space, "one"),
                    new ClassPrototype(space, "one", List.of(1f), true, Provenance.DATA_SET, "", Instant.EPOCH, ""));
        }
        version("1", "flags");
        version("2", "flags");
        version("broken", "flags");
        set("flags", "flags", 0.1f);
        deploy("default", "2", "flags", Map.of());
    }

    @Test
    void whatAFormerVersionRecommendedFollows() {
        NextScoring next = next(false);

        assertThat(next.outcome().followed()).isEqualTo(Map.of("flags", 2L));
        assertThat(next.sets()).singleElement().satisfies(set -> {
            assertThat(set.getUnknownThreshold()).isEqualTo(0.2f);
            assertThat(set.getRevision()).isEqualTo(2);
            assertThat(set.getMembers()).containsExactly("one");
        });
    }

    /** An activation that broke off is repeated, and one that did not. */
    @Test
    void askedAgainItHasNothingToDo() {
        next(false).sets().forEach(set -> put(RegistryKeys.classSet(set.getName()), set));

        assertThat(next(false).sets()).isEmpty();
        assertThat(next(false).outcome().followed()).isEmpty();
    }

    @Test
    void setsOfAliasesAndThoseThatPicturesMayAskForFollowToo() {
        set("north", "flags", 0.1f);
        set("unnamed", "flags", 0.1f);
        set("birds", "birds", 0.1f);
        deploy("default", "2", "flags", Map.of("cameras-north", "north"));

        assertThat(next(false).outcome().followed()).containsOnlyKeys("flags", "north", "unnamed");
    }

    @Test
    void whatSomebodyChoseStaysAndIsTold() {
        set("north", "flags", 0.15f);

        assertThat(next(false).outcome().chosen()).containsExactly("north");
        assertThat(next(false).outcome().followed()).containsOnlyKeys("flags");
    }

    @Test
    void allStaysWhereThatIsAskedFor() {
        assertThat(next(true).outcome().chosen()).containsExactly("flags");
        assertThat(next(true).sets()).isEmpty();
    }

    @Test
    void whatAnotherDeploymentServesStaysAndIsTold() {
        set("north", "flags", 0.1f);
        set("unnamed", "flags", 0.1f);
        deploy("other", "1", "north", Map.of());

        assertThat(next(false).outcome().shared()).containsExactly("north", "unnamed");
        assertThat(next(false).outcome().followed()).containsOnlyKeys("flags");
    }

    @Test
    void whatAnotherDeploymentServesFollowsWhereItsModelRecommendsTheSame() {
        set("north", "flags", 0.1f);
        deploy("other", "2", "north", Map.of());

        assertThat(next(false).outcome().shared()).isEmpty();
        assertThat(next(false).outcome().followed()).containsOnlyKeys("flags", "north");
    }

    @Test
    void aVersionThatRecommendsNothingChangesNothing() {
        deploy("default", "broken", "flags", Map.of());

        assertThat(next(false).sets()).isEmpty();
    }

    private NextScoring next(boolean keep) {
        return NextScoring.of(classes, models, "default", NextScoringTest::recommends, keep);
    }

    private static Optional<SetScoring> recommends(ModelVersion version) {
        return version.getVersion().equals("broken")
                ? Optional.empty()
                : Optional.of(new SetScoring(0, Calibration.LOGITS, Float.parseFloat("0." + version.getVersion())));
    }

    private void version(String version, String space) {
        put(
                RegistryKeys.modelVersion("nano", version),
                ModelVersion.newBuilder()
                        .setName("nano")
                        .setVersion(version)
                        .setSpace(space)
                        .setArchitecture("zeromamba")
                        .setManifest("{}")
                        .setSha256("0".repeat(64))
                        .setSize(1)
                        .setChunks(1)
                        .setPublishedAt(Instant.EPOCH)
                        .build());
    }

    private void set(String name, String space, float threshold) {
        put(
                RegistryKeys.classSet(name),
                new ClassSet(
                        name,
                        space,
                        classes.nextRevision(name),
                        List.of("one"),
                        0f,
                        threshold,
                        1,
                        Instant.EPOCH,
                        "",
                        Calibration.LOGITS));
    }

    private void deploy(String name, String version, String set, Map<String, String> sources) {
        put(
                RegistryKeys.deployment(name),
                Deployment.newBuilder()
                        .setName(name)
                        .setRevision(models.nextRevision(name))
                        .setModel("nano")
                        .setVersion(version)
                        .setDefaultClassSet(set)
                        .setSourceClassSets(sources)
                        .setChangedAt(Instant.EPOCH)
                        .setAuthor("test")
                        .build());
    }

    private void put(String key, Object entry) {
        assertThat(
                        entry instanceof ModelVersion || entry instanceof Deployment
                                ? models.apply(key, new ModelRegistryRecord(entry))
                                        .refusal()
                                : classes.apply(key, new ClassRegistryRecord(entry))
                                        .refusal())
                .isNull();
    }
}
