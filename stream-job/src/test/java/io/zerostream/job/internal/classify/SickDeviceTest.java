package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static io.zerostream.job.internal.classify.OperatorHarness.DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.config.Batching;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.JobNotice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that fails every picture, or does not come back, buries none; and people see it. */
@Timeout(60)
class SickDeviceTest extends OperatorFixture {
    private static final List<String> IDS = List.of("p0", "p1", "p2");
    /** The shortest there may be: probes are timed by the clock on the wall. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final Batching TIMED = new Batching(BATCH, DELAY, Duration.ZERO, LIMIT);

    private OperatorSubtaskState beforeTheDecision;

    @AfterEach
    void callsThatWereGivenUpEndAndFreeTheirModels() throws Exception {
        harness.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> models.all.stream().allMatch(model -> model.closed));
    }

    @Test
    void brokenDeviceRestartRestartHealsAndNoPictureIsLostAndNoneIsALetter() throws Exception {
        start();
        OperatorSubtaskState state = harness.snapshot();
        models.sick.set(true);
        assertThatThrownBy(this::picturesAndBarrier).hasStackTraceContaining("device-side assert");
        assertThat(harness.deadLetters()).isEmpty();

        for (int restart = 0; restart < 2; restart++) {
            harness.close();
            harness = new OperatorHarness(registries, models, state);
            harness.until(() -> codes().contains("DEVICE_SICK"));
            assertThat(harness.serves()).isFalse();
            state = harness.snapshot();
        }
        models.sick.set(false);
        harness.untilServing();
        picturesAndBarrier();

        assertThat(harness.labelled()).containsExactlyElementsOf(IDS);
        assertThat(harness.deadLetters()).isEmpty();
        harness.until(() -> codes().contains("DEVICE_RECOVERED"));
        assertThat(codes()).doesNotContain("MODEL_REFUSED");
    }

    @Test
    void aDeviceThatIsWellWheneverNobodyLooksBuriesNobodyEither() throws Exception {
        start();
        OperatorSubtaskState state = harness.snapshot();
        for (int restart = 0; restart < 4; restart++) {
            models.sick.set(true);
            assertThatThrownBy(this::picturesAndBarrier).hasStackTraceContaining("device-side assert");
            assertThat(harness.deadLetters()).isEmpty();
            harness.close();
            models.sick.set(false);
            harness = new OperatorHarness(registries, models, state);
            harness.untilServing();
        }
        picturesAndBarrier();
        assertThat(harness.labelled()).containsExactlyElementsOf(IDS);
    }

    @Test
    void aDeviceThatIsSickForAMomentCostsNothing() throws Exception {
        start();
        model("v1").spasms.set(1 + IDS.size());
        picturesAndBarrier();
        assertThat(harness.labelled()).containsExactlyElementsOf(IDS);
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void whatServesGoesOnUntilTheDeviceAnswersTheProbeOfTheNextModel() throws Exception {
        start();
        models.sick.set(true);
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.until(() -> codes().contains("DEVICE_SICK"));
        model("v1").device = new AtomicBoolean();
        picturesAndBarrier();
        assertThat(harness.lastVersion()).isEqualTo("v1");

        models.sick.set(false);
        harness.untilFollowed(2);
        picturesAndBarrier();
        assertThat(harness.lastVersion()).isEqualTo("v2");
        assertThat(codes()).contains("DEVICE_RECOVERED").doesNotContain("MODEL_REFUSED", "DEPLOYMENT_REFUSED");
    }

    @Test
    void aDeviceThatAnswersNonsenseIsSickAndItsModelIsNotRefusedForIt() throws Exception {
        start();
        OperatorSubtaskState state = harness.snapshot();
        models.nonsense.set(true);
        assertThatThrownBy(this::picturesAndBarrier).hasStackTraceContaining("NaN");
        assertThat(harness.deadLetters()).isEmpty();
        harness.close();

        harness = new OperatorHarness(registries, models, state);
        harness.until(() -> codes().contains("DEVICE_SICK"));
        models.nonsense.set(false);
        harness.untilServing();
        picturesAndBarrier();
        assertThat(harness.labelled()).containsExactlyElementsOf(IDS);
    }

    @Test
    void aSickDeviceDoesNotRefuseWhatWasDecidedAfterTheLastCheckpoint() throws Exception {
        TestJobManager jobManager = restartAfterADecision();
        harness.until(() -> codes().contains("DEVICE_SICK"));
        assertThat(harness.serves()).isFalse();
        models.nonsense.set(false);
        harness.untilServing();
        picturesAndBarrier();
        assertThat(harness.lastVersion()).isEqualTo("v2");
        assertThat(codes()).doesNotContain("MODEL_REFUSED");
        assertThat(jobManager.agreement.ask(jobManager.asked.get(0)).number()).isEqualTo(2);
    }

    @Test
    void whatMayHaveBeenDecidedIsNotTriedBeforeThatIsKnown() throws Exception {
        TestJobManager jobManager = restartAfterADecision();
        harness.close();
        jobManager.hold();
        models.tried.clear();
        int reads = registries.reads();
        harness = new OperatorHarness(registries, models, beforeTheDecision, jobManager);
        // who reads again has seen what came first, and that is version v2
        harness.until(() -> registries.reads() > reads + 1);
        assertThat(models.tried).containsOnly("v1");
        jobManager.letGo();
        harness.until(() -> models.tried.contains("v2"));
        models.nonsense.set(false);
        harness.untilServing();
        picturesAndBarrier();
        assertThat(harness.lastVersion()).isEqualTo("v2");
        assertThat(codes()).contains("DEVICE_SICK").doesNotContain("MODEL_REFUSED");
    }

    /** Version v2 was decided, no checkpoint came after that, and where the task is now the device answers nonsense. */
    private TestJobManager restartAfterADecision() throws Exception {
        TestJobManager jobManager = new TestJobManager(1);
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null, jobManager);
        harness.untilServing();
        beforeTheDecision = harness.snapshot();
        List<ControlRecord> next =
                List.of(registry.put(Registry.version("v2")), registry.put(Registry.deployment(2, "v2", "colours")));
        registries.add(next);
        next.forEach(harness::control);
        harness.untilFollowed(2);
        harness.close();
        models.nonsense.set(true);
        harness = new OperatorHarness(registries, models, beforeTheDecision, jobManager);
        return jobManager;
    }

    @Test
    void aDeviceWithoutRoomForOnePictureIsSick() throws Exception {
        start();
        model("v1").capacity = 0;
        assertThatThrownBy(this::picturesAndBarrier).hasStackTraceContaining("CUDA out of memory");
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void aBatchThatDoesNotComeBackFailsTheTaskAndIsLabelledWhenTheDeviceAnswersAgain() throws Exception {
        registries.add(registry.everything("colours"));
        serve();
        OperatorSubtaskState state = harness.snapshot();
        ColourModel model = model("v1");
        model.permits.drainPermits();
        pictures();
        harness.advance(DELAY);
        harness.advance(LIMIT.minusMillis(1));
        assertThatThrownBy(() -> harness.advance(Duration.ofMillis(1)))
                .hasStackTraceContaining("batch.time-limit PT1S")
                .hasStackTraceContaining("colours v1");
        harness.close();
        assertThat(model.closed).as("freed under a call that runs").isFalse();

        harness = new OperatorHarness(TIMED, registries, models, state);
        harness.until(() -> codes().contains("DEVICE_SICK"));
        assertThat(harness.serves()).isFalse();
        model.permits.release(100);
        harness.untilServing();
        picturesAndBarrier();
        assertThat(harness.labelled()).containsExactlyElementsOf(IDS);
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void aSlowBatchBehindAnotherHasItsOwnTime() throws Exception {
        registries.add(registry.everything("colours"));
        serve();
        model("v1").permits.drainPermits();
        for (int i = 0; i < 2 * BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.advance(LIMIT.minusMillis(1));
        model("v1").permits.release();
        harness.until(() -> harness.labels().size() == BATCH);
        harness.advance(LIMIT.minusMillis(1));
        model("v1").permits.release();
        harness.until(() -> harness.labels().size() == 2 * BATCH);
        harness.advance(LIMIT.multipliedBy(2));
    }

    @Test
    void aShadowThatDoesNotComeBackIsNamed() throws Exception {
        registries.add(registry.everything("colours"));
        registries.add(List.of(
                registry.put(Registry.version("v2")),
                registry.put(Registry.withShadow(Registry.deployment(2, "v1", "colours"), "v2"))));
        serve();
        model("v2").permits.drainPermits();
        pictures();
        harness.advance(DELAY);
        harness.until(() -> harness.labels().size() == IDS.size());
        assertThatThrownBy(() -> harness.advance(LIMIT)).hasStackTraceContaining("colours v2");
        model("v2").permits.release(100);
    }

    private void serve() throws Exception {
        harness = new OperatorHarness(TIMED, registries, models, null);
        harness.untilServing();
    }

    private void picturesAndBarrier() throws Exception {
        pictures();
        harness.barrier();
    }

    private void pictures() throws Exception {
        for (int i = 0; i < IDS.size(); i++) {
            harness.picture(Pictures.of(IDS.get(i), "red"), i);
        }
    }

    private List<String> codes() {
        return harness.notices().stream().map(JobNotice::getCode).toList();
    }
}
