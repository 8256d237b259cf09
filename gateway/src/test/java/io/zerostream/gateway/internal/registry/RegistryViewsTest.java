package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryViewsTest {
    private final ClassRegistryView view = Flags.view();

    @Test
    void theLatestRecordOfAKeyWins() {
        Flags.putSet(view, Flags.set("flags", 2, "Japan"));

        assertThat(view.set("flags").orElseThrow().getRevision()).isEqualTo(2);
        assertThat(view.sets()).hasSize(1);
    }

    @Test
    void saysWhichPrototypesASetWaitsFor() {
        Flags.putSet(view, Flags.set("flags", 2, "Japan", "Norway"));

        assertThat(view.missing("flags")).containsExactly("Norway");

        Flags.addClass(view, "Norway", false, "red");

        assertThat(view.missing("flags")).isEmpty();
        assertThat(view.members(view.set("flags").orElseThrow())).hasSize(2);
    }

    @Test
    void ignoresTheTombstoneOfAPrototypeInUse() {
        view.apply(RegistryKeys.prototype("flags", "Japan"), null);
        assertThat(view.prototype("flags", "Japan")).isPresent();

        Flags.putSet(view, Flags.set("flags", 2, "Chile"));
        view.apply(RegistryKeys.prototype("flags", "Japan"), null);
        assertThat(view.prototype("flags", "Japan")).isEmpty();
    }

    @Test
    void tellsWhichSetARecordChanged() {
        assertThat(view.apply(RegistryKeys.classSet("asia"), new ClassRegistryRecord(Flags.set("asia", 1, "Japan"))))
                .contains("asia");
        assertThat(view.apply(RegistryKeys.classSet("asia"), null)).contains("asia");
        assertThat(view.set("asia")).isEmpty();
    }

    @Test
    void ignoresRecordsUnderKeysThatAreNotTheirs() {
        view.apply("rubbish", null);
        view.apply("rubbish/a/b/c", null);
        view.apply(RegistryKeys.classSet("other"), new ClassRegistryRecord(Flags.set("asia", 1, "Japan")));

        assertThat(view.sets()).hasSize(1);
    }

    @Test
    void takesNoMoreThanTheJobDoes() {
        view.apply(
                RegistryKeys.space("flags"),
                new ClassRegistryRecord(new SemanticSpace("flags", List.of("other", "attributes"), List.of(), 1f)));
        assertThat(view.space("flags").orElseThrow().getAttributes()).isEqualTo(Flags.ATTRIBUTES);

        List<Float> odd = new ArrayList<>(Flags.vector("red"));
        odd.set(3, Float.NaN);
        Flags.put(
                view,
                RegistryKeys.prototype("flags", "Nowhere"),
                new ClassPrototype("flags", "Nowhere", odd, false, Provenance.DATA_SET, "test", Instant.EPOCH, ""));
        assertThat(view.prototype("flags", "Nowhere")).isEmpty();

        Flags.putSet(view, Flags.set("flags", Long.MAX_VALUE, "Japan"));
        Flags.putSet(view, Flags.set("flags", 1, "Japan"));
        assertThat(view.set("flags").orElseThrow().getMembers()).hasSize(3);
    }

    @Test
    void aSetThatADeploymentUsesStays() {
        ClassRegistryView used = new ClassRegistryView("flags"::equals);
        Flags.put(used, RegistryKeys.classSet("flags"), Flags.set("flags", 1, "Japan"));
        Flags.put(used, RegistryKeys.classSet("asia"), Flags.set("asia", 1, "Japan"));
        used.apply(RegistryKeys.classSet("flags"), null);
        used.apply(RegistryKeys.classSet("asia"), null);
        assertThat(used.sets()).extracting(ClassSet::getName).containsExactly("flags");
    }

    @Test
    void modelViewFollowsTheDeploymentAndForgetsTombstones() {
        ModelRegistryView models = new ModelRegistryView();
        models.apply(RegistryKeys.deployment("default"), new ModelRegistryRecord(deployment(1, "1")));
        models.apply(RegistryKeys.deployment("default"), new ModelRegistryRecord(deployment(2, "2")));

        assertThat(models.deployment("default").orElseThrow().getVersion()).isEqualTo("2");

        models.apply(RegistryKeys.deployment("default"), null);

        assertThat(models.deployment("default")).isEmpty();
    }

    private static Deployment deployment(long revision, String version) {
        return new Deployment(
                "default", revision, "flags-nano", version, "flags", Map.of(), null, null, 0f, Instant.EPOCH, "");
    }
}
