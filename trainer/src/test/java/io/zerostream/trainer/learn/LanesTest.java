package io.zerostream.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import io.zerostream.trainer.TrainerException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** The lanes set the library's modes. */
    @BeforeAll
    static void loadTheEngine() {
        Engine.getEngine("PyTorch");
    }

    @Test
    void givesTheResultsByPart() {
        try (Lanes lanes = new Lanes(2, 1)) {
            assertThat(lanes.all(5, part -> 10 * part)).containsExactly(0, 10, 20, 30, 40);
        }
    }

    /** What the other lane works on may be closed as soon as the call has failed. */
    @Test
    void failsOnlyWhenNoLaneWorksAnyMore() {
        CountDownLatch works = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        AtomicBoolean working = new AtomicBoolean();
        try (Lanes lanes = new Lanes(2, 1)) {
            assertThatThrownBy(() -> lanes.all(2, part -> {
                        if (part == 0) {
                            await(works);
                            failing.countDown();
                            throw new IllegalStateException("lane 0");
                        }
                        working.set(true);
                        works.countDown();
                        await(failing);
                        // long after the other lane's failure could have been told
                        for (int i = 0; i < 1_000_000; i++) {
                            Thread.onSpinWait();
                        }
                        working.set(false);
                        return part;
                    }))
                    .isInstanceOf(TrainerException.class)
                    .hasMessageContaining("lane 0");

            assertThat(working).isFalse();
        }
    }

    @Test
    void leavesOutPartsThatHadNotBegunWhenOneFailed() {
        AtomicInteger begun = new AtomicInteger();
        try (Lanes lanes = new Lanes(1, 1)) {
            assertThatThrownBy(() -> lanes.all(4, part -> {
                        begun.incrementAndGet();
                        throw new IllegalStateException("lane 0");
                    }))
                    .isInstanceOf(TrainerException.class);

            assertThat(begun).hasValue(1);
            assertThat(lanes.all(1, part -> "goes on")).containsExactly("goes on");
        }
    }

    @Test
    void anInterruptedCallWaitsForItsLanesToo() throws Exception {
        CountDownLatch works = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicBoolean working = new AtomicBoolean();
        AtomicBoolean workedAtTheEnd = new AtomicBoolean();
        AtomicBoolean flagKept = new AtomicBoolean();
        try (Lanes lanes = new Lanes(1, 1)) {
            Thread caller = new Thread(() -> {
                try {
                    lanes.all(1, part -> {
                        working.set(true);
                        works.countDown();
                        await(interrupted);
                        for (int i = 0; i < 1_000_000; i++) {
                            Thread.onSpinWait();
                        }
                        working.set(false);
                        return part;
                    });
                } catch (TrainerException e) {
                    workedAtTheEnd.set(working.get());
                    flagKept.set(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            await(works);
            caller.interrupt();
            interrupted.countDown();
            caller.join();

            assertThat(workedAtTheEnd).isFalse();
            assertThat(flagKept).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
