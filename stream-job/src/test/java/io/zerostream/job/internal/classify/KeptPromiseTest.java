package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.internal.agreement.Answer;
import io.zerostream.job.internal.agreement.Progress;
import io.zerostream.job.internal.agreement.Question;
import io.zerostream.job.internal.control.Registry;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has said that it could serve a plan at once must be able to, until it is known that nobody counts on it. */
@Timeout(60)
class KeptPromiseTest extends OperatorFixture {
    private final TestJobManager jobManager = new TestJobManager(2);

    @Test
    void whatIsDecidedWhileANewerWishIsOnItsWayServesAtOnce() throws Exception {
        bothServeV1();
        deploy(2, "v2");
        harness.until(() -> jobManager.lastSaid("colours v2").equals("READY"));
        jobManager.hold();
        models.hanging.put("v3", new CountDownLatch(1));
        deploy(3, "v3");
        await().until(() -> models.tried.contains("v3"));
        // it could not be opened again
        models.gone.add("v2");
        assertThat(otherIsReady().number()).isEqualTo(2);
        jobManager.letGo();
        harness.untilFollowed(2);

        assertThat(models.tried).containsOnlyOnce("v2");
    }

    @Test
    void whatNobodyCountsOnAnyMoreIsFreed() throws Exception {
        bothServeV1();
        deploy(2, "v2");
        harness.until(() -> jobManager.lastSaid("colours v2").equals("READY"));
        jobManager.hold();
        models.hanging.put("v3", new CountDownLatch(1));
        deploy(3, "v3");
        await().until(() -> models.tried.contains("v3"));
        assertThat(model("v2").closed).isFalse();
        jobManager.letGo();
        harness.until(() -> model("v2").closed);

        assertThat(otherIsReady().number()).as("of the last decision").isEqualTo(1);
    }

    private void bothServeV1() throws Exception {
        other(null);
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null, jobManager);
        harness.until(() -> jobManager.lastSaid("colours v1").equals("READY"));
        otherIsReady();
        harness.untilServing();
    }

    private void deploy(long revision, String version) {
        harness.control(registry.put(Registry.version(version)));
        harness.control(registry.put(Registry.deployment(revision, version, "colours")));
    }

    /** Says that it is ready for the last plan that the operator was ready for. */
    private Answer otherIsReady() {
        return other(jobManager.asked.stream()
                .map(Question::wish)
                .filter(wish -> wish != null && wish.progress() == Progress.READY)
                .reduce((first, second) -> second)
                .orElseThrow());
    }

    private Answer other(Question.@Nullable Wish wish) {
        return jobManager.agreement.ask(new Question(1, 0, 0, null, wish, false));
    }
}
