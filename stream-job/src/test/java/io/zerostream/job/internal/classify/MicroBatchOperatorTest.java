package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static io.zerostream.job.internal.classify.OperatorHarness.DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.zerostream.job.Batching;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MicroBatchOperatorTest {
    private final Registry registry = new Registry();
    private final TestRegistries registries = new TestRegistries();
    private final TestModels models = new TestModels();
    private OperatorHarness harness;

    @AfterEach
    void everyModelIsFreedInTheEnd() throws Exception {
        harness.close();
        assertThat(models.all).allMatch(model -> model.closed);
    }

    @Test
    void closesBatchBySize() throws Exception {
        start();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "green"), i);
        }
        harness.until(() -> harness.labels().size() == BATCH);

        assertThat(model("v1").calls).containsExactly(BATCH);
        assertThat(harness.labelled()).containsExactly("p0", "p1", "p2", "p3");
        ZeroShotLabel label = harness.labels().get(0);
        assertThat(label.getTop().get(0).getName()).isEqualTo("green");
        assertThat(label.getBatchSize()).isEqualTo(BATCH);
        assertThat(label.getModelVersion()).isEqualTo("v1");
        assertThat(label.getClassSetRevision()).isEqualTo(1);
        assertThat(label.getTimings().getQueueUs()).isEqualTo(1);
        assertThat(label.getTimings().getDecodeUs()).isEqualTo(2);
        assertThat(label.getEvidence()).isNotEmpty();
    }

    @Test
    void closesBatchByDelayOfItsOldestPicture() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.advance(DELAY.dividedBy(2));
        harness.picture(Pictures.of("p1", "red"), 1);
        assertThat(model("v1").calls).isEmpty();

        harness.advance(DELAY.dividedBy(2));
        harness.until(() -> harness.labels().size() == 2);
        assertThat(model("v1").calls).containsExactly(2);
    }

    @Test
    void aTimerOfAnEarlierBatchDoesNotCloseTheNextOne() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.barrier();
        harness.advance(DELAY.dividedBy(2));
        harness.picture(Pictures.of("p1", "red"), 1);
        harness.advance(DELAY.dividedBy(2));
        assertThat(harness.labelled()).containsExactly("p0");

        harness.advance(DELAY.dividedBy(2));
        harness.until(() -> harness.labels().size() == 2);
    }

    @Test
    void closesBatchBeforeBarrier() throws Exception {
        start();
        for (int i = 0; i <= BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.barrier();

        assertThat(harness.labels()).hasSize(BATCH + 1);
        assertThat(model("v1").calls).containsExactly(BATCH, 1);
    }

    @Test
    void closesBatchAtEndOfInput() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.endInput();
        assertThat(harness.labelled()).containsExactly("p0");
    }

    @Test
    void keepsAtMostTwoBatchesUnderWayAndTheirOrder() throws Exception {
        start();
        model("v1").permits.drainPermits();
        for (int i = 0; i < 3 * BATCH - 1; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.advance(DELAY);
        assertThat(harness.labels()).isEmpty();

        model("v1").permits.release(3);
        harness.endInput();
        assertThat(model("v1").calls).containsExactly(BATCH, BATCH, BATCH - 1);
        assertThat(harness.labelled()).startsWith("p0", "p1").endsWith("p10").isNotEmpty();
    }

    @Test
    void whileTheQueueIsFullAPartialBatchGoesAsSoonAsThereIsAPlace() throws Exception {
        start();
        model("v1").permits.drainPermits();
        for (int i = 0; i < 2 * BATCH + 1; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        model("v1").permits.release(3);
        harness.until(() -> harness.labels().size() == 2 * BATCH + 1);
        assertThat(model("v1").calls).containsExactly(BATCH, BATCH, 1);
    }

    @Test
    void batchesShrinkUntilTheLatencyTargetIsMet() throws Exception {
        registries.add(registry.everything("colours"));
        Batching batching = new Batching(BATCH, DELAY, Duration.ofMillis(10));
        harness = new OperatorHarness(batching, registries, models, null);
        harness.untilServing();
        for (int size : new int[] {BATCH, 2, 1}) {
            int before = harness.labels().size();
            model("v1").permits.drainPermits();
            for (int i = 0; i < size; i++) {
                harness.picture(Pictures.of("p" + i, "red"), i);
            }
            while (!model("v1").permits.hasQueuedThreads()) {
                Thread.sleep(1);
            }
            harness.advance(Duration.ofMillis(20));
            model("v1").permits.release(10);
            harness.until(() -> harness.labels().size() > before);
        }
        assertThat(model("v1").calls).containsExactly(BATCH, 2, 1);
    }

    @Test
    void twoTenantsWithSetsOfTheirOwnShareOneForwardPass() throws Exception {
        start();
        harness.control(registry.put(Registry.set("warm", 5, "red")));
        harness.control(registry.put(Registry.set("cold", 3, "blue", "green")));
        harness.picture(Pictures.of("a", "red", "warm", 2), 0);
        harness.picture(Pictures.of("b", "red", "cold", 2), 1);
        harness.picture(Pictures.of("c", "blue", "warm", 2), 2);
        harness.barrier();

        assertThat(model("v1").calls).containsExactly(3);
        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSet, ZeroShotLabel::getClassSetRevision)
                .containsExactly(tuple("a", "warm", 5L), tuple("b", "cold", 3L), tuple("c", "warm", 5L));
        assertThat(harness.labels().get(2).getTop())
                .extracting(ScoredClass::getName)
                .containsExactly("red");
        assertThat(harness.labels().get(1).getTop())
                .extracting(ScoredClass::getName)
                .containsExactlyInAnyOrder("green", "blue");
    }

    @Test
    void aSourceAndAnAliasUseTheSetThatTheDeploymentGivesThem() throws Exception {
        start();
        harness.control(registry.put(Registry.set("birds-v1", 1, "red")));
        harness.control(registry.put(Registry.set("birds-v2", 4, "blue")));
        use(2, Map.of("cameras-north", "birds-v1", "porch", "cameras-north"));
        asks();
        use(3, Map.of("cameras-north", "birds-v2", "porch", "cameras-north"));
        asks();

        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSet)
                .containsExactly(
                        tuple("by-alias", "birds-v1"),
                        tuple("by-source", "birds-v1"),
                        tuple("by-default", "colours"),
                        tuple("by-set", "birds-v1"),
                        tuple("by-alias", "birds-v2"),
                        tuple("by-source", "birds-v2"),
                        tuple("by-default", "colours"),
                        tuple("by-set", "birds-v1"));
    }

    private void use(long revision, Map<String, String> sets) {
        harness.control(registry.put(Registry.withNames(Registry.deployment(revision, "v1", "colours"), sets)));
    }

    private void asks() throws Exception {
        harness.picture(Pictures.of("by-alias", "red", "cameras-north", 2), 0);
        harness.picture(Pictures.from("porch", "by-source", "red"), 0);
        harness.picture(Pictures.from("garden", "by-default", "red"), 0);
        harness.picture(Pictures.of("by-set", "red", "birds-v1", 2), 0);
        harness.barrier();
    }

    @Test
    void withALatencyBudgetWhatWaitedLongerIsShedAndTheRestIsLabelled() throws Exception {
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(new Batching(BATCH, DELAY), Duration.ofMillis(500), registries, models, null);
        harness.untilServing();
        harness.advance(Duration.ofSeconds(10));
        harness.picture(Pictures.of("old", "red", null, 2, 9_499, null), 0);
        harness.picture(Pictures.of("just-in-time", "red", null, 2, 9_500, null), 1);
        harness.picture(Pictures.of("new", "red", null, 2, 10_000, null), 2);
        harness.barrier();

        assertThat(harness.labelled()).containsExactly("just-in-time", "new");
        DeadLetter letter = harness.deadLetters().get(0);
        assertThat(letter.getEventId()).isEqualTo("old");
        assertThat(letter.getReason()).isEqualTo(DeadLetterReason.SHED);
        assertThat(letter.getMessage()).contains("waited 501 ms", "latency-budget is 500 ms");
    }

    @Test
    void theTraceOfAPictureIsThatOfItsLabelAndItsDeadLetter() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        start();
        harness.picture(Pictures.of("good", "red", null, 2, 0, trace), 0);
        harness.picture(Pictures.of("bad", "red", "no-such-set", 2, 0, trace), 1);
        harness.barrier();
        assertThat(harness.labels().get(0).getTraceParent()).isEqualTo(trace);
        assertThat(harness.deadLetters().get(0).getTraceParent()).isEqualTo(trace);
    }

    @Test
    void swapsClassSetBetweenBatches() throws Exception {
        start();
        harness.picture(Pictures.of("before", "red"), 0);
        harness.picture(Pictures.of("same-batch", "red"), 1);
        harness.barrier();
        model("v1").permits.drainPermits();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("under-way", "red"), 2);
        }
        harness.control(registry.put(Registry.set("colours", 2, "green", "blue")));
        harness.picture(Pictures.of("after", "red"), 3);
        model("v1").permits.release(2);
        harness.barrier();

        assertThat(harness.labels())
                .extracting(ZeroShotLabel::getEventId, ZeroShotLabel::getClassSetRevision)
                .startsWith(tuple("before", 1L), tuple("same-batch", 1L), tuple("under-way", 1L))
                .endsWith(tuple("under-way", 1L), tuple("after", 2L));
    }

    @Test
    void swapsTheModelAndFreesTheOldOne() throws Exception {
        start();
        harness.picture(Pictures.of("old", "red"), 0);
        harness.barrier();
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.until(() -> model("v1").closed);
        harness.picture(Pictures.of("new", "red"), 1);
        harness.barrier();

        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v1", "v2");
        assertThat(model("v2").closed).isFalse();
    }

    @Test
    void aModelThatABatchStillUsesIsNotFreed() throws Exception {
        start();
        model("v1").permits.drainPermits();
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.until(() -> models.opened.containsKey("v2"));
        assertThat(model("v1").closed).isFalse();

        model("v1").permits.release();
        harness.barrier();
        assertThat(harness.labels()).hasSize(BATCH);
    }

    @Test
    void aBadCheckpointChangesNothing() throws Exception {
        start();
        models.bad.add("v2");
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.control(registry.put(Registry.version("v3")));
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.barrier();
        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v1");

        harness.control(registry.put(Registry.deployment(3, "v3", "colours")));
        harness.until(() -> model("v1").closed);
    }

    @Test
    void aPictureOfAnotherSizeIsResized() throws Exception {
        start();
        harness.picture(Pictures.of("large", "blue", null, 5), 0);
        harness.barrier();
        assertThat(harness.labels().get(0).getTop().get(0).getName()).isEqualTo("blue");
    }

    @Test
    void anUnknownClassSetIsADeadLetterWithTheKnownNames() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red", "no-such-set", 2), 0);
        harness.picture(Pictures.of("p1", "red"), 0);
        harness.barrier();

        assertThat(harness.labelled()).containsExactly("p1");
        DeadLetter letter = harness.deadLetters().get(0);
        assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNKNOWN_CLASS_SET);
        assertThat(letter.getMessage()).contains("no-such-set", "colours");
        assertThat(letter.getEventId()).isEqualTo("p0");
        assertThat(letter.getOffset()).isEqualTo(7);
    }

    @Test
    void badPictureGoesToDeadLettersAndTheBatchGoesOn() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.picture(Pictures.poisonous("bad"), 1);
        harness.picture(Pictures.of("p2", "blue"), 2);
        harness.barrier();

        assertThat(harness.labelled()).containsExactly("p0", "p2");
        assertThat(harness.deadLetters())
                .extracting(DeadLetter::getEventId, DeadLetter::getReason)
                .containsExactly(tuple("bad", DeadLetterReason.INFERENCE_FAILED));
    }

    @Test
    void modelFailureRetriesPictureByPicture() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.picture(Pictures.poisonous("bad"), 1);
        harness.picture(Pictures.of("p2", "blue"), 2);
        harness.barrier();
        assertThat(model("v1").calls).containsExactly(3, 1, 1, 1);
    }

    @Test
    void threeWholeBatchesFailingInARowFailTheJob() throws Exception {
        start();
        model("v1").broken = true;
        for (int i = 0; i < 2; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
            harness.barrier();
        }
        assertThat(harness.deadLetters()).hasSize(2);
        harness.picture(Pictures.of("p2", "red"), 2);

        assertThatThrownBy(harness::barrier)
                .hasStackTraceContaining("3 batches in a row")
                .hasStackTraceContaining("v1");
        assertThat(harness.deadLetters()).hasSize(2);
    }

    @Test
    void oneGoodBatchBetweenBadOnesKeepsTheJobAlive() throws Exception {
        start();
        for (int i = 0; i < 6; i++) {
            model("v1").broken = i % 3 != 0;
            harness.picture(Pictures.of("p" + i, "red"), i);
            harness.barrier();
        }
        assertThat(harness.labels()).hasSize(2);
        assertThat(harness.deadLetters()).hasSize(4);
    }

    @Test
    void outOfMemoryHalvesTheBatchAndRemembers() throws Exception {
        start();
        model("v1").capacity = 2;
        for (int i = 0; i < 2 * BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.barrier();

        assertThat(harness.labels()).hasSize(2 * BATCH);
        assertThat(model("v1").calls).containsExactly(4, 2, 2, 2, 2);
    }

    @Test
    void holdsBackTheWatermarkToTheOldestPictureOwed() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 100);
        harness.watermark(50);
        harness.picture(Pictures.of("p1", "red"), 80);
        harness.watermark(200);
        assertThat(harness.output()).containsExactly("w50", "w79");

        harness.barrier();
        assertThat(harness.output()).containsExactly("w50", "w79", "p0@100", "p1@80", "w200");
        harness.watermark(300);
        assertThat(harness.output()).endsWith("w300");
    }

    @Test
    void aPictureOlderThanTheWatermarkStillGetsItsLabelWithItsOwnTime() throws Exception {
        start();
        harness.watermark(1000);
        harness.picture(Pictures.of("late", "red"), 10);
        harness.barrier();
        assertThat(harness.output()).containsExactly("w1000", "late@10");
    }

    @Test
    void saysItIsIdleOnlyWhenNothingIsOwed() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 100);
        harness.idle(true);
        assertThat(harness.output()).isEmpty();
        harness.barrier();
        harness.idle(false);
        assertThat(harness.output()).containsExactly("p0@100", "idle", "active");
    }

    @Test
    void picturesWaitUntilSomethingCanServe() throws Exception {
        harness = new OperatorHarness(registries, models, null);
        registries.add(registry.everything("colours"));
        harness.picture(Pictures.of("first", "blue"), 0);
        harness.barrier();

        assertThat(harness.labels().get(0).getTop()).hasSize(3);
        assertThat(harness.labels().get(0).getTop().get(0).getName()).isEqualTo("blue");
    }

    @Test
    void aBadFirstCheckpointIsOvercomeByTheNextDeployment() throws Exception {
        models.bad.add("v1");
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null);
        registries.add(
                List.of(registry.put(Registry.version("v2")), registry.put(Registry.deployment(2, "v2", "colours"))));
        harness.picture(Pictures.of("first", "blue"), 0);
        harness.barrier();

        assertThat(harness.labels()).extracting(ZeroShotLabel::getModelVersion).containsExactly("v2");
    }

    @Test
    void restoresControlFromSnapshot() throws Exception {
        start();
        harness.control(registry.put(Registry.set("colours", 2, "green", "blue")));
        harness.control(registry.put(Registry.set("colours", 3, "green", "never-comes")));
        models.bad.add("v2");
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.picture(Pictures.of("p0", "blue"), 0);
        OperatorSubtaskState state = harness.snapshot();
        harness.close();
        models.opened.clear();

        harness = new OperatorHarness(new TestRegistries(), models, state);
        harness.picture(Pictures.of("p1", "blue"), 1);
        harness.barrier();

        assertThat(harness.labels().get(0).getClassSetRevision()).isEqualTo(2);
        assertThat(harness.labels().get(0).getModelVersion()).isEqualTo("v1");
        assertThat(harness.labels().get(0).getTop().get(0).getName()).isEqualTo("blue");
    }

    private void start() throws Exception {
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null);
        harness.untilServing();
    }

    private ColourModel model(String version) {
        return models.opened.get(version);
    }
}
