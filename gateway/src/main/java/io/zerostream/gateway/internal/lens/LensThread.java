package io.zerostream.gateway.internal.lens;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread, begun with the first task, that does something when there were no tasks for a while. */
final class LensThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LensThread.class);
    private static final Duration END = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor tasks = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "gateway-lens");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> idle;

    LensThread() {
        tasks.setRemoveOnCancelPolicy(true);
    }

    /** @throws RejectedExecutionException when it was closed */
    <T> Future<T> submit(Callable<T> task) {
        return tasks.submit(task);
    }

    /** Does something after a time in which this is not called again; by the thread itself. */
    void whenIdle(Duration after, Runnable action) {
        if (idle != null) {
            idle.cancel(false);
        }
        try {
            idle = tasks.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed while it worked", e);
        }
    }

    /** Cancels what waits, and waits some seconds for what runs. */
    @Override
    public void close() {
        tasks.shutdownNow().forEach(task -> {
            if (task instanceof Future<?> waiting) {
                waiting.cancel(false);
            }
        });
        try {
            if (!tasks.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a question about a model still runs after {} s", END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
