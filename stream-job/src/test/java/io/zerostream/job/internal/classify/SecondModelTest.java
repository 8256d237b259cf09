package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.serving.CanaryShare;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A canary and a shadow beside what serves. */
@Timeout(60)
class SecondModelTest {
    private static final long FIRST = 10;

    private final Registry registry = new Registry();
    private final TestRegistries registries = new TestRegistries();
    private final TestModels models = new TestModels();
    private OperatorHarness harness;
    private int sent;

    @AfterEach
    void everyModelIsFreedInTheEnd() throws Exception {
        harness.close();
        assertThat(models.all).allMatch(model -> model.closed);
    }

    @Test
    void theCanaryLabelsItsShareAndTheOrderIsThatOfThePictures() throws Exception {
        start(Registry.withCanary(Registry.deployment(FIRST, "v1", "colours"), "v2", 0.4));
        List<String> sent = pictures(10 * BATCH);
        harness.barrier();

        assertThat(harness.labelled()).isEqualTo(sent);
        assertThat(harness.labels()).allSatisfy(label -> assertThat(label.getModelVersion())
                .isEqualTo(CanaryShare.picks(label.getEventId(), 0.4f) ? "v2" : "v1"));
        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).contains("v1", "v2");
        assertThat(sum(models.opened.get("v1")) + sum(models.opened.get("v2"))).isEqualTo(sent.size());
    }

    @Test
    void aBatchWithACanaryIsTwoForwardPassesAndLabelsSayTheirOwnSize() throws Exception {
        start(Registry.withCanary(Registry.deployment(FIRST, "v1", "colours"), "v2", 0.5));
        pictures(BATCH);
        harness.barrier();

        int canary = sum(models.opened.get("v2"));
        assertThat(canary).isBetween(1, BATCH - 1);
        assertThat(harness.labels()).allSatisfy(label -> assertThat(label.getBatchSize())
                .isEqualTo(label.getModelVersion().equals("v2") ? canary : BATCH - canary));
    }

    @Test
    void whatTheCanaryFailsOnTheActiveVersionLabels() throws Exception {
        start(Registry.withCanary(Registry.deployment(FIRST, "v1", "colours"), "v2", 1));
        models.opened.get("v2").broken = true;
        for (int batch = 0; batch < 5; batch++) {
            pictures(BATCH);
            harness.barrier();
        }
        assertThat(harness.labels()).hasSize(5 * BATCH).allMatch(label -> label.getModelVersion()
                .equals("v1"));
        assertThat(harness.deadLetters()).isEmpty();
        harness.until(() -> codes().contains("CANARY_FAILED"));
    }

    @Test
    void theShadowLabelsEveryPictureForNobody() throws Exception {
        start(Registry.withShadow(Registry.deployment(FIRST, "v1", "colours"), "v2"));
        List<String> sent = pictures(2 * BATCH + 1);
        harness.barrier();

        assertThat(harness.labelled()).isEqualTo(sent);
        assertThat(harness.labels()).allMatch(label -> label.getModelVersion().equals("v1"));
        assertThat(harness.shadowLabels()).extracting(ZeroShotLabel::getEventId).isEqualTo(sent);
        assertThat(harness.shadowLabels())
                .allMatch(label -> label.getModelVersion().equals("v2"));
    }

    @Test
    void labelsDoNotWaitForASlowShadowButABarrierDoes() throws Exception {
        start(Registry.withShadow(Registry.deployment(FIRST, "v1", "colours"), "v2"));
        models.opened.get("v2").permits.drainPermits();
        pictures(BATCH);
        harness.until(() -> harness.labels().size() == BATCH);
        assertThat(harness.shadowLabels()).isEmpty();

        models.opened.get("v2").permits.release();
        harness.barrier();
        assertThat(harness.shadowLabels()).hasSize(BATCH);
    }

    @Test
    void aShadowThatFailsHarmsNobody() throws Exception {
        start(Registry.withShadow(Registry.deployment(FIRST, "v1", "colours"), "v2"));
        models.opened.get("v2").broken = true;
        for (int batch = 0; batch < 5; batch++) {
            pictures(BATCH);
            harness.barrier();
        }
        assertThat(harness.labels()).hasSize(5 * BATCH);
        assertThat(harness.shadowLabels()).isEmpty();
        assertThat(harness.deadLetters()).isEmpty();
        harness.until(() -> codes().contains("SHADOW_FAILED"));
    }

    @Test
    void aBrokenShadowChangesNothingAndRaisesAnAlarm() throws Exception {
        start(Registry.deployment(FIRST, "v1", "colours"));
        models.bad.add("v2");
        harness.control(registry.put(Registry.withShadow(Registry.deployment(FIRST + 1, "v1", "other-set"), "v2")));
        harness.until(() -> codes().contains("MODEL_REFUSED"));
        pictures(1);
        harness.barrier();

        assertThat(harness.labels()).hasSize(1);
        assertThat(harness.notices())
                .filteredOn(notice -> notice.getCode().equals("MODEL_REFUSED"))
                .extracting(JobNotice::getSubject)
                .containsExactly("model/colours/v2");
    }

    @Test
    void aSecondModelOfAnotherSpaceIsRefusedWithTheReason() throws Exception {
        start(Registry.deployment(FIRST, "v1", "colours"));
        models.otherSpace.add("v2");
        harness.control(registry.put(Registry.withCanary(Registry.deployment(FIRST + 1, "v1", "colours"), "v2", 0.5)));
        harness.until(() -> codes().contains("DEPLOYMENT_REFUSED"));
        pictures(BATCH);
        harness.barrier();

        assertThat(harness.labels()).allMatch(label -> label.getModelVersion().equals("v1"));
        assertThat(harness.notices())
                .filteredOn(notice -> notice.getCode().equals("DEPLOYMENT_REFUSED"))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.getMessage()).contains("colours v2", "space 'other'", "revision 11"));
    }

    @Test
    void endingTheShadowFreesItAndRollingBackIsOneRecord() throws Exception {
        start(Registry.withShadow(Registry.deployment(FIRST, "v1", "colours"), "v2"));
        harness.control(registry.put(Registry.deployment(FIRST + 1, "v2", "colours")));
        harness.until(() -> models.opened.get("v1").closed);
        pictures(1);
        harness.barrier();
        harness.control(registry.put(Registry.deployment(FIRST + 2, "v1", "colours")));
        harness.until(() -> models.opened.get("v2").closed);
        pictures(1);
        harness.barrier();

        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v2", "v1");
        assertThat(models.all)
                .as("the shadow was open already when it became active")
                .hasSize(3);
    }

    @Test
    void aRestartGoesOnWithCanaryAndShadow() throws Exception {
        Deployment both =
                Registry.withShadow(Registry.withCanary(Registry.deployment(FIRST, "v1", "colours"), "v2", 0.5), "v3");
        start(both);
        OperatorSubtaskState state = harness.snapshot();
        harness.close();

        harness = new OperatorHarness(new TestRegistries(), models, state);
        harness.untilServing();
        pictures(4 * BATCH);
        harness.barrier();
        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).contains("v1", "v2");
        assertThat(harness.shadowLabels()).hasSize(4 * BATCH);
    }

    @Test
    void everySwapIsTold() throws Exception {
        start(Registry.deployment(FIRST, "v1", "colours"));
        harness.control(registry.put(Registry.set("colours", 2, "red")));
        harness.until(() -> harness.notices().size() == 3);

        assertThat(harness.notices())
                .extracting(JobNotice::getCode, JobNotice::getSubject)
                .containsExactly(
                        tuple("MODEL", "model/colours/v1"),
                        tuple("CLASS_SET", "set/colours"),
                        tuple("CLASS_SET", "set/colours"));
    }

    private void start(Deployment deployment) throws Exception {
        registries.add(registry.everything("colours"));
        registries.add(List.of(registry.put(Registry.version("v2")), registry.put(Registry.version("v3"))));
        registries.add(List.of(registry.put(deployment)));
        harness = new OperatorHarness(registries, models, null);
        harness.untilServing();
    }

    private List<String> pictures(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("p" + sent);
            harness.picture(Pictures.of("p" + sent, "red"), sent++);
        }
        return ids;
    }

    private List<String> codes() {
        return harness.notices().stream().map(JobNotice::getCode).toList();
    }

    private static int sum(ColourModel model) {
        return model.calls.stream().mapToInt(Integer::intValue).sum();
    }
}
