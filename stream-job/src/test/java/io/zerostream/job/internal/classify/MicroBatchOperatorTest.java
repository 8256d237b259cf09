package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static io.zerostream.job.internal.classify.OperatorHarness.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.Batching;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When batches close, in which order results leave, and what watermarks wait for. */
@Timeout(60)
class MicroBatchOperatorTest extends OperatorFixture {
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
    void aPictureOfAnotherSizeIsResized() throws Exception {
        start();
        harness.picture(Pictures.of("large", "blue", null, 5), 0);
        harness.barrier();
        assertThat(harness.labels().get(0).getTop().get(0).getName()).isEqualTo("blue");
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
}
