package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.control.SetBuilding;
import io.zerostream.model.matching.ClassScorer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Builds the scorers of class sets beside the task's thread, which would stand still for seconds with 100 000 classes.
 * Answers come by mail; a scorer that nobody takes, for the task ended, is freed.
 */
public final class SetThread implements SetBuilding, AutoCloseable {
    private final Mail mail;
    private final ScheduledThreadPoolExecutor executor;
    /** Built, and in the mail. */
    private final Set<ClassScorer> untaken = new HashSet<>();

    private boolean closed;

    public SetThread(Mail mail, ThreadFactory threads) {
        this.mail = mail;
        this.executor = new ScheduledThreadPoolExecutor(1, threads);
    }

    @Override
    public void build(Duration wait, Supplier<ClassScorer> work, Built then) {
        executor.schedule(() -> build(work, then), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void build(Supplier<ClassScorer> work, Built then) {
        try {
            ClassScorer scorer = work.get();
            hand(scorer);
            mail.post("set built", () -> {
                if (take(scorer)) {
                    then.built(scorer, null);
                }
            });
        } catch (RuntimeException e) {
            mail.post("set not built", () -> then.built(null, e));
        } catch (Error e) {
            mail.post("set broke", () -> {
                Failure.log(Failure.Reason.BUILDING_BROKE, "", "the JVM broke while it built a class set", e);
                // as it is: Flink ends the process for some of them
                throw e;
            });
        }
    }

    private synchronized void hand(ClassScorer scorer) {
        if (closed) {
            scorer.prototypes().release();
        } else {
            untaken.add(scorer);
        }
    }

    private synchronized boolean take(ClassScorer scorer) {
        return untaken.remove(scorer);
    }

    /** What is not built is not built any more; what is being built is freed when it is done. */
    @Override
    public synchronized void close() {
        closed = true;
        executor.shutdownNow();
        untaken.forEach(scorer -> scorer.prototypes().release());
        untaken.clear();
    }
}
