package io.zerostream.job.internal.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.model.ModelException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisedReadTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicLong clock = new AtomicLong();
    private final SupervisedRead read = new SupervisedRead(LIMIT, clock::get);
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void letThemGo() {
        never.countDown();
    }

    @Test
    void whatBringsSomethingNowAndThenMayTakeAsLongAsItLikes() throws Exception {
        String whole = read.of("a slow file", came -> {
            for (int i = 0; i < 3; i++) {
                clock.addAndGet(LIMIT.toNanos() * 9 / 10);
                came.run();
                // long enough for the one who waits to look at the clock a few times
                Thread.sleep(150);
            }
            return "all of it";
        });

        assertThat(whole).isEqualTo("all of it");
    }

    @Test
    void whatHangsAndHearsNoInterruptionIsLeftBehind() {
        assertThatThrownBy(() -> read.of("model m 1", came -> {
                    came.run();
                    clock.addAndGet(LIMIT.toNanos() + 1);
                    return deaf();
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("model m 1: nothing has come for 60 s");
    }

    @Test
    void whatHearsAnInterruptionIsInterruptedWhenItIsLeftBehind() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        assertThatThrownBy(() -> read.of("model m 1", came -> {
                    clock.addAndGet(LIMIT.toNanos() + 1);
                    try {
                        never.await();
                        return "late";
                    } catch (InterruptedException e) {
                        heard.countDown();
                        throw e;
                    }
                }))
                .isInstanceOf(IOException.class);
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoGivesUpGoesAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> givesUp = new FutureTask<>(() -> read.of("a file", came -> {
            begun.countDown();
            return deaf();
        }));
        Thread thread = new Thread(givesUp);
        thread.start();
        begun.await();
        thread.interrupt();

        assertThatThrownBy(givesUp::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void whatGoesWrongIsToldAsItIs() {
        assertThatThrownBy(() -> read.of("a file", came -> {
                    throw new ModelException("damaged");
                }))
                .isInstanceOf(ModelException.class)
                .hasMessage("damaged");
        assertThatThrownBy(() -> read.of("a file", came -> {
                    throw new NoClassDefFoundError("s3");
                }))
                .isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void noThreadStays() throws Exception {
        String done = read.of("a quick file", came -> "done");
        assertThat(done).isEqualTo("done");
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("fetch a quick file")));
    }

    private String deaf() {
        boolean over = false;
        while (!over) {
            try {
                never.await();
                over = true;
            } catch (InterruptedException e) {
                // as a read of a dead file server does
            }
        }
        return "late";
    }
}
