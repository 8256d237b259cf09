package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that is published again is the same version; its weights are where the newest record says. */
@Timeout(60)
class MovedModelTest extends OperatorFixture {
    private static final String OLD = "file:/old";
    private static final String NEW = "file:/new";

    @Test
    void whatWasDecidedIsOpenedWhereItIsPublishedNow() throws Exception {
        OperatorSubtaskState state = servesFromOld();
        models.lost.add(OLD);
        harness = new OperatorHarness(registries, models, state);
        harness.until(() -> codes().contains("MODEL_UNREACHABLE"));
        assertThat(harness.serves()).isFalse();

        registries.add(List.of(registry.put(at(NEW))));
        harness.untilServing();
        assertThat(models.addresses).startsWith(OLD, OLD).contains(NEW);
    }

    @Test
    void whatIsPublishedElsewhereWhileItServesIsOpenedThereAfterARestart() throws Exception {
        servesFromOld();
        harness = new OperatorHarness(registries, models, null);
        harness.untilServing();
        models.addresses.clear();
        harness.control(registry.put(at(NEW)));
        harness.runMails();
        assertThat(models.addresses).as("it is open").isEmpty();
        OperatorSubtaskState state = harness.snapshot();
        harness.close();

        models.lost.add(OLD);
        harness = new OperatorHarness(new TestRegistries(), models, state);
        harness.untilServing();
        assertThat(models.addresses).containsExactly(NEW);
        assertThat(codes()).doesNotContain("MODEL_UNREACHABLE");
    }

    @Test
    void otherWeightsUnderTheSameNameAreNotWhatWasDecided() throws Exception {
        OperatorSubtaskState state = servesFromOld();
        registries.add(List.of(registry.put(ModelVersion.newBuilder(at(NEW))
                .setSha256(Registry.version("v2").getSha256())
                .build())));
        models.lost.add(NEW);
        models.addresses.clear();
        harness = new OperatorHarness(registries, models, state);
        harness.untilServing();
        assertThat(models.addresses).contains(OLD);
    }

    private OperatorSubtaskState servesFromOld() throws Exception {
        List<ControlRecord> all = new ArrayList<>(registry.everything("colours"));
        all.add(registry.put(at(OLD)));
        registries.add(all);
        harness = new OperatorHarness(registries, models, null);
        harness.untilServing();
        OperatorSubtaskState state = harness.snapshot();
        harness.close();
        return state;
    }

    private static ModelVersion at(String uri) {
        return ModelVersion.newBuilder(Registry.version("v1"))
                .setUri(uri)
                .setChunks(0)
                .build();
    }

    private List<String> codes() {
        return harness.notices().stream().map(JobNotice::getCode).toList();
    }
}
