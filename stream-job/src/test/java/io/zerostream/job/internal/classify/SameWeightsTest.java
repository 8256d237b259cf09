package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version with the weights of one that is open, and a manifest of its own, is a model of its own. */
@Timeout(60)
class SameWeightsTest extends OperatorFixture {
    @Test
    void withAnotherManifestAreOpenedByIt() throws Exception {
        start();
        deploy(2, withWeightsOfV1(Registry.version("v2")));
        harness.untilFollowed(2);
        assertThat(models.tried).containsExactly("v1", "v2");
    }

    @Test
    void withANonsenseManifestAreRefusedAndWhatServedGoesOn() throws Exception {
        start();
        models.bad.add("v2");
        deploy(2, withWeightsOfV1(Registry.version("v2")));
        harness.until(() ->
                harness.notices().stream().map(JobNotice::getCode).anyMatch(code -> code.equals("MODEL_REFUSED")));
        assertThat(harness.serves()).isTrue();
        assertThat(models.opened).doesNotContainKey("v2");
    }

    /** Its manifest names another version, so it could not be opened after a restart. */
    @Test
    void withTheManifestOfAnotherVersionAreNotThatVersion() throws Exception {
        start();
        models.bad.add("v2");
        deploy(
                2,
                ModelVersion.newBuilder(Registry.version("v1")).setVersion("v2").build());
        harness.until(() ->
                harness.notices().stream().map(JobNotice::getCode).anyMatch(code -> code.equals("MODEL_REFUSED")));
        assertThat(models.tried).containsExactly("v1", "v2");
    }

    private static ModelVersion withWeightsOfV1(ModelVersion version) {
        return ModelVersion.newBuilder(version)
                .setSha256(Registry.version("v1").getSha256())
                .build();
    }

    private void deploy(long revision, ModelVersion version) {
        harness.control(registry.put(version));
        harness.control(registry.put(Registry.deployment(revision, version.getVersion(), "colours")));
    }
}
