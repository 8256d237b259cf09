package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.Batching;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPaceTest {
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration TARGET = Duration.ofMillis(80);

    @Test
    void theDelayShrinksToNothingWhenTheQueueIsFull() {
        assertThat(deadlineWith(0)).isEqualTo(1100);
        assertThat(deadlineWith(1)).isEqualTo(1050);
        assertThat(deadlineWith(2)).isEqualTo(1000);
    }

    private static long deadlineWith(int underWay) {
        BatchPace pace = new BatchPace(new Batching(8, DELAY), 2);
        assertThat(pace.joined(1000, underWay)).isTrue();
        return pace.deadline();
    }

    @Test
    void aDeadlineComesNearerButIsNeverPutOff() {
        BatchPace pace = new BatchPace(new Batching(8, DELAY), 2);
        assertThat(pace.joined(1000, 1)).isTrue();
        assertThat(pace.joined(1010, 0)).isFalse();
        assertThat(pace.deadline()).isEqualTo(1050);
        assertThat(pace.joined(1020, 2)).isTrue();
        assertThat(pace.deadline()).isEqualTo(1000);
        assertThat(pace.close()).isEqualTo(1000);
        assertThat(pace.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withoutATargetTheSizeStaysWhateverItTakes() {
        BatchPace pace = new BatchPace(new Batching(8, DELAY), 2);
        pace.answered(8, 10_000, 10_000);
        assertThat(pace.size()).isEqualTo(8);
    }

    @Test
    void aLateBatchMakesTheNextOnesSmallerAndFullOnesInTimeLargerAgain() {
        BatchPace pace = new BatchPace(new Batching(16, DELAY, TARGET), 2);
        pace.answered(16, 107, 50);
        assertThat(pace.size()).isEqualTo(11);
        pace.answered(11, 1000, 50);
        assertThat(pace.size()).as("never less than half at once").isEqualTo(5);
        pace.answered(5, 80, 50);
        assertThat(pace.size()).isEqualTo(6);
        pace.answered(5, 10, 5);
        assertThat(pace.size())
                .as("a batch that was not full says nothing about larger ones")
                .isEqualTo(6);
    }

    @Test
    void noPictureWaitsLongerThanTheTargetLeaves() {
        BatchPace pace = new BatchPace(new Batching(16, DELAY, TARGET), 2);
        pace.answered(1, 30, 30);
        pace.joined(1000, 0);
        assertThat(pace.deadline()).isEqualTo(1050);
    }

    /** A model that takes 4 ms and 3 ms a picture, two batches ahead in the queue: 3 (4 + 3 B) ms until a label. */
    @Test
    void findsTheLargestBatchThatKeepsTheTarget() {
        BatchPace pace = new BatchPace(new Batching(64, DELAY, TARGET), 2);
        int worst = 0;
        for (int i = 0; i < 200; i++) {
            int size = pace.size();
            int alone = 4 + 3 * size;
            pace.answered(size, 3L * alone, alone);
            worst = i < 50 ? 0 : Math.max(worst, size);
        }
        // 7 pictures take 75 ms, 8 take 84
        assertThat(worst).isEqualTo(8);
        assertThat(pace.size()).isBetween(6, 8);
    }

    @Test
    void whateverHappensTheSizeStaysWithinItsLimits() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int most = 1 + random.nextInt(64);
            BatchPace pace = new BatchPace(new Batching(most, DELAY, TARGET), 2);
            for (int i = 0; i < 500; i++) {
                int size = 1 + random.nextInt(pace.size());
                pace.answered(size, random.nextInt(1000), random.nextInt(500));
                assertThat(pace.size()).isBetween(1, most);
                long now = i * 1000L;
                pace.joined(now, random.nextInt(3));
                assertThat(pace.deadline()).isBetween(now, now + DELAY.toMillis());
                pace.close();
            }
        }
    }
}
