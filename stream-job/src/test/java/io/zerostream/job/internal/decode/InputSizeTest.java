package io.zerostream.job.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.ModelVersion;
import org.junit.jupiter.api.Test;

class InputSizeTest {
    private final Registry registry = new Registry();
    private final ControlState control = new ControlState("default", alarm -> {});
    private final InputSize size = new InputSize();

    @Test
    void beforeAnythingIsDeployedItIsThatOfTheLargestPublishedNetwork() {
        size.nothingServes(control.models());
        assertSize(448);
    }

    @Test
    void untilSomethingIsDecidedItIsThatOfTheNewestDeployment() {
        deploy(1, Registry.version("v1", 2));
        assertSize(2);
        deploy(2, Registry.version("v2", 4));
        assertSize(4);
    }

    @Test
    void whatIsMerelyWantedChangesNothingOnceSomethingWasDecided() {
        deploy(1, Registry.version("v1", 2));
        size.serves(plan(1, Registry.version("v1", 2)));
        deploy(2, Registry.version("v2", 4));
        assertSize(2);

        size.serves(plan(3, Registry.version("v3", 3)));
        assertSize(3);
    }

    @Test
    void aDecisionCountsWhateverWasWantedBefore() {
        deploy(2, Registry.version("v2", 4));
        size.serves(plan(1, Registry.version("v1", 2)));
        assertSize(2);
    }

    @Test
    void aManifestThatCannotBeReadKeepsTheSize() {
        size.serves(plan(1, Registry.version("v1", 2)));
        size.serves(plan(
                2,
                ModelVersion.newBuilder(Registry.version("v2")).setManifest("{").build()));
        assertSize(2);
    }

    @Test
    void theSameWeightsMayWantAnotherSize() {
        ModelVersion first = Registry.version("v1", 2);
        size.serves(plan(1, first));
        size.serves(plan(
                2,
                ModelVersion.newBuilder(Registry.version("v2", 4))
                        .setSha256(first.getSha256())
                        .build()));
        assertSize(4);
    }

    private void deploy(long revision, ModelVersion version) {
        control.apply(registry.put(version));
        control.apply(registry.put(Registry.deployment(revision, version.getVersion(), "colours")));
        size.nothingServes(control.models());
    }

    private static Plan plan(long revision, ModelVersion version) {
        return new Plan(Registry.deployment(revision, version.getVersion(), "colours"), version, null, null);
    }

    private void assertSize(int side) {
        assertThat(size.height()).isEqualTo(side);
        assertThat(size.width()).isEqualTo(side);
    }
}
