package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sets so large that their scorers are built beside the task's thread, and hold native memory. */
@Timeout(60)
class LargeSetsTest extends OperatorFixture {
    private static final List<ClassPrototype> SHADES = Registry.shades("rgb", 3, 600);

    @BeforeEach
    void shadesAreThere() throws Exception {
        start();
        SHADES.forEach(shade -> harness.control(registry.put(shade)));
    }

    private void publish(long revision, String... members) throws Exception {
        harness.control(registry.put(Registry.with(Registry.set("colours", revision, members), SHADES)));
    }

    @Test
    void picturesAreMatchedAgainstTheFormerSetUntilTheNewOneIsBuilt() throws Exception {
        publish(2, "green", "blue");
        // its scorer comes by mail, and no mail is read before this batch is closed
        harness.picture(Pictures.of("before", "red"), 0);
        harness.picture(Pictures.of("before too", "blue"), 0);
        harness.advance(OperatorHarness.DELAY);
        harness.untilMatching("colours", 2);
        harness.picture(Pictures.of("after", "blue"), 1);
        harness.barrier();

        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSetRevision)
                .containsExactly(tuple("before", 1L), tuple("before too", 1L), tuple("after", 2L));
        assertThat(harness.labels().get(2).getTop().get(0).getName()).isEqualTo("blue");
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void aSetIsFreedWhenTheLastBatchThatUsesItHasEnded() throws Exception {
        publish(2, "red");
        harness.untilMatching("colours", 2);
        ClassScorer second = harness.set("colours").scorer();
        model("v1").permits.drainPermits();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        publish(3, "blue");
        harness.untilMatching("colours", 3);
        ClassScorer third = harness.set("colours").scorer();
        boolean freedUnderTheBatch = isFreed(second);

        model("v1").permits.release();
        harness.barrier();
        assertThat(freedUnderTheBatch).isFalse();
        assertThat(harness.labels())
                .hasSize(BATCH)
                .extracting(ZeroShotLabel::getClassSetRevision)
                .containsOnly(2L);
        await().until(() -> isFreed(second));
        assertThat(isFreed(third)).isFalse();

        harness.close();
        assertThat(isFreed(third)).isTrue();
    }

    @Test
    void aSetThatIsBuiltIsPartOfTheSnapshot() throws Exception {
        publish(2, "red");
        harness.untilMatching("colours", 2);
        var state = harness.snapshot();
        harness.close();

        harness = new OperatorHarness(new TestRegistries(), models, state);
        harness.untilServing();
        assertThat(harness.set("colours").revision()).isEqualTo(2);
    }

    /** The set was in the registry all along: being made ready is no reason for a dead letter. */
    @Test
    void aJobThatStartsWaitsForTheLargeSetsThatPicturesMayAskFor() throws Exception {
        harness.close();
        Registry fresh = new Registry();
        TestRegistries all = new TestRegistries();
        all.add(fresh.everything("colours"));
        all.add(SHADES.stream().map(fresh::put).toList());
        // sets are built one after the other, each end by mail: the last is far from ready when the model is
        for (int i = 0; i < 50; i++) {
            all.add(List.of(fresh.put(Registry.with(Registry.set("shades-" + i, 1, "red"), SHADES))));
        }

        harness = new OperatorHarness(all, models, null);
        harness.untilServing();
        harness.picture(Pictures.of("p", "red", "shades-49", Registry.SIDE), 0);
        harness.barrier();

        assertThat(harness.deadLetters()).isEmpty();
        assertThat(harness.labels()).extracting(ZeroShotLabel::getClassSet).containsExactly("shades-49");
    }

    @Test
    void setsAreFreedAlsoWhenTheTaskIsInterruptedWhileItEnds() throws Exception {
        publish(2, "red");
        harness.untilMatching("colours", 2);
        ClassScorer scorer = harness.set("colours").scorer();
        model("v1").permits.drainPermits();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.closeInterrupted();
        assertThat(Thread.interrupted()).as("told to whoever closes").isTrue();
        model("v1").permits.release();

        await().until(() -> isFreed(scorer));
    }

    private static boolean isFreed(ClassScorer scorer) {
        try {
            scorer.match(new float[] {1, 0, 0}, 1);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
