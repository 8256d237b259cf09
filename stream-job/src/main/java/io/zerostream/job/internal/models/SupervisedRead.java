package io.zerostream.job.internal.models;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Reads from what may hang and hear no interruption: a file system whose server is gone, a connection that is dead. The
 * read has a thread of its own, and who waits for it goes when nothing has come for too long, however long the whole
 * takes. What hangs keeps that thread until it comes back, and nobody hears of it any more.
 */
final class SupervisedRead {
    private static final long LOOK_MS = 20;

    private final Duration limit;
    private final LongSupplier clock;

    /** A read that tells of each piece that has come. */
    interface Read<T> {
        /** @param came to be called after each piece; any thread */
        T read(Runnable came) throws Exception;
    }

    /** @param limit how long nothing may come */
    SupervisedRead(Duration limit) {
        this(limit, System::nanoTime);
    }

    /** @param clock nanoseconds */
    SupervisedRead(Duration limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * What the read gives.
     *
     * @param what names it, for people and for the thread
     * @throws IOException when nothing has come for too long; the same read may succeed at another time
     * @throws InterruptedException when the caller is interrupted; so is the read then
     * @throws Exception as the read
     */
    <T> T of(String what, Read<T> read) throws Exception {
        AtomicLong last = new AtomicLong(clock.getAsLong());
        Callable<T> supervised = () -> read.read(() -> last.set(clock.getAsLong()));
        FutureTask<T> task = new FutureTask<>(supervised);
        Thread thread = new Thread(task, "fetch " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            while (true) {
                try {
                    return task.get(LOOK_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (clock.getAsLong() - last.get() > limit.toNanos()) {
                        throw new IOException(what + ": nothing has come for " + limit.toSeconds() + " s", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            task.cancel(true);
        }
    }
}
