package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model that cannot be opened, for whatever reason, never holds up the next one. */
@Timeout(60)
class NewerWishTest extends OperatorFixture {
    private static final Pattern WAIT = Pattern.compile("trying again in (\\d+) ms \\(failure (\\d)\\)");

    @Test
    void takesThePlaceOfOneWhoseModelHangs() throws Exception {
        start();
        models.hanging.put("v2", new CountDownLatch(1));
        deploy(2, Registry.version("v2"));
        harness.until(() -> models.tried.contains("v2"));
        deploy(3, Registry.version("v3"));
        harness.untilFollowed(3);

        await().until(() -> models.interrupted.contains("v2"));
        assertThat(codes()).as("nobody wants to hear of it any more").doesNotContain("MODEL_UNREACHABLE");
    }

    @Test
    void takesThePlaceOfOneThatIsNeverReached() throws Exception {
        start();
        models.gone.add("v2");
        deploy(2, Registry.version("v2"));
        harness.until(() -> codes().contains("MODEL_UNREACHABLE"));
        deploy(3, Registry.version("v3"));
        harness.untilFollowed(3);
    }

    @Test
    void takesThePlaceOfTheVeryFirstThatHangs() throws Exception {
        models.hanging.put("v1", new CountDownLatch(1));
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null);
        harness.until(() -> models.tried.contains("v1"));
        registries.add(
                List.of(registry.put(Registry.version("v2")), registry.put(Registry.deployment(2, "v2", "colours"))));
        harness.untilFollowed(2);
    }

    @Test
    void whatWasGivenUpAndCannotBeInterruptedGivesItsModelBackWhenItComes() throws Exception {
        start();
        CountDownLatch late = new CountDownLatch(1);
        models.deaf.put("v2", late);
        deploy(2, Registry.version("v2"));
        harness.until(() -> models.tried.contains("v2"));
        deploy(3, Registry.version("v3"));
        harness.untilFollowed(3);

        assertThat(models.opened).doesNotContainKey("v2");
        late.countDown();
        await().until(() -> models.opened.containsKey("v2") && model("v2").closed);
    }

    @Test
    void theSameWeightsAtAnotherAddressDoNotWaitForTheFirst() throws Exception {
        start();
        models.hanging.put("v2", new CountDownLatch(1));
        deploy(2, Registry.version("v2"));
        harness.until(() -> models.tried.contains("v2"));
        deploy(3, at("file:/right", "v3", Registry.version("v2").getSha256()));
        harness.untilFollowed(3);
    }

    @Test
    void whatIsNotReachedIsTriedAgainLessAndLessOften() throws Exception {
        start();
        models.failures.put("v2", 2);
        deploy(2, Registry.version("v2"));
        harness.untilFollowed(2);

        List<Long> waits = harness.notices().stream()
                .filter(notice -> notice.getCode().equals("MODEL_UNREACHABLE"))
                .map(notice -> WAIT.matcher(notice.getMessage()))
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
        assertThat(waits).hasSize(2);
        assertThat(waits.get(0)).isBetween(750L, 1250L);
        assertThat(waits.get(1)).isBetween(1500L, 2500L);
        assertThat(models.tried).containsExactly("v1", "v2", "v2", "v2");
    }

    /** Nobody who reads of what served before the restart may believe that it does. */
    @Test
    void whatHangsAfterARestartIsToldOf() throws Exception {
        start();
        OperatorSubtaskState state = harness.snapshot();
        harness.close();
        CountDownLatch late = new CountDownLatch(1);
        models.hanging.put("v1", late);
        harness = new OperatorHarness(registries, models, state);
        harness.until(() -> codes().contains("NOT_SERVING"));

        assertThat(harness.notices())
                .filteredOn(notice -> notice.getCode().equals("NOT_SERVING"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.getMessage())
                        .contains("revision 1 of deployment 'default'", "colours v1", "is OPENING; pictures wait"));
        late.countDown();
        harness.untilServing();
        harness.until(() -> codes().contains("SERVING_RECOVERED"));
    }

    /** Nor who reads of what served in a job before this one, which left it nothing. */
    @Test
    void aDeploymentThatCannotBeFollowedByAJobThatBeginsIsToldOf() throws Exception {
        registries.add(registry.everything("colours"));
        registries.add(List.of(registry.put(Registry.deployment(2, "v404", "colours"))));
        harness = new OperatorHarness(registries, models, null);
        harness.until(() -> codes().contains("NOT_SERVING"));

        assertThat(harness.notices())
                .filteredOn(notice -> notice.getCode().equals("NOT_SERVING"))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.getRevision()).isEqualTo(2);
                    assertThat(notice.getMessage()).contains("not published", "v404", "pictures wait");
                });
        assertThat(harness.serves()).isFalse();
    }

    /** In a replay what is refused ends it, and a model that takes its time is not refused. */
    @Test
    void aModelThatComesLateDoesNotEndAReplay() throws Exception {
        registries.add(registry.everything("colours"));
        CountDownLatch late = new CountDownLatch(1);
        models.hanging.put("v1", late);
        harness = OperatorHarness.pinned(registries, models);
        untilAnotherHasTold();
        assertThat(models.tried).as("it waits for the model").contains("v1");
        assertThat(harness.serves()).isFalse();

        late.countDown();
        harness.untilServing();
    }

    /** Nobody waits for what a subtask serves that gets no more pictures. */
    @Test
    void whoHasLeftTellsNothing() throws Exception {
        registries.add(registry.everything("colours"));
        CountDownLatch late = new CountDownLatch(1);
        models.hanging.put("v1", late);
        harness = new OperatorHarness(registries, models, null);
        harness.endInput();
        untilAnotherHasTold();

        assertThat(codes()).doesNotContain("NOT_SERVING");
        late.countDown();
    }

    /** As long as it takes one to tell that waits for the same model, began later and gets pictures. */
    private void untilAnotherHasTold() throws Exception {
        try (OperatorHarness another = new OperatorHarness(registries, models, null)) {
            while (codes(another).stream().noneMatch("NOT_SERVING"::equals)) {
                another.runMails();
                harness.runMails();
                Thread.sleep(20);
            }
            harness.runMails();
        }
    }

    private static ModelVersion at(String uri, String version, String sha256) {
        return ModelVersion.newBuilder(Registry.version(version))
                .setSha256(sha256)
                .setUri(uri)
                .setChunks(0)
                .build();
    }

    private void deploy(long revision, ModelVersion version) {
        harness.control(registry.put(version));
        harness.control(registry.put(Registry.deployment(revision, version.getVersion(), "colours")));
    }

    private List<String> codes() {
        return codes(harness);
    }

    private static List<String> codes(OperatorHarness of) {
        return of.notices().stream().map(JobNotice::getCode).toList();
    }
}
