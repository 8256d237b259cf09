package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Calls shrink at once when memory runs out, and grow again when it is there. */
class CallLimitTest {
    private static final int BATCH = 16;

    private final CallLimit limit = new CallLimit();
    private int roomFor = BATCH;
    private int failed;
    private int news;

    @Test
    void withRoomForAllThereIsNoLimit() {
        batches(1000);
        assertThat(failed).isZero();
        assertThat(limit.limit()).isEqualTo(CallLimit.NONE);
    }

    @Test
    void halvesUntilItFitsAndSaysSoEachTime() {
        roomFor = 5;
        batches(1);
        assertThat(limit.limit()).isEqualTo(4);
        assertThat(news).isEqualTo(2);
    }

    @Test
    void whatDoesNotFitForGoodIsTriedMoreAndMoreSeldomAndSilently() {
        roomFor = 5;
        batches(20_000);
        assertThat(failed).as("failed calls among 20 000 batches").isBetween(10, 30);
        assertThat(news).as("only the first two were news").isEqualTo(2);
        assertThat(limit.limit()).isEqualTo(4);
    }

    @Test
    void growsInStepsToWhatFitsAndIsWholeAgainWhenAllDoes() {
        roomFor = 2;
        batches(1);
        roomFor = 9;
        batches(500);
        assertThat(limit.limit()).isEqualTo(8);
        roomFor = BATCH;
        batches(20_000);
        assertThat(limit.limit()).isEqualTo(CallLimit.NONE);
        assertThat(news).as("16, 8 and 4 were too many; then all was well").isEqualTo(3 + 1);
    }

    @Test
    void smallCallsProveNothing() {
        roomFor = 8;
        batches(1);
        for (int i = 0; i < 1000; i++) {
            limit.fitted(3);
        }
        assertThat(limit.next()).isEqualTo(8);
    }

    /** As {@link Embedder} asks. */
    private void batches(int number) {
        for (int i = 0; i < number; i++) {
            int left = BATCH;
            while (left > 0) {
                int pictures = Math.min(left, limit.next());
                if (pictures > roomFor) {
                    failed++;
                    news += limit.tooMany(pictures) ? 1 : 0;
                } else {
                    left -= pictures;
                    news += limit.fitted(pictures) ? 1 : 0;
                }
            }
        }
    }
}
