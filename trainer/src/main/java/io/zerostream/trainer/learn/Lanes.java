package io.zerostream.trainer.learn;

import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Threads that each work on a part of a batch: for a small network that uses the cores better than threads within one
 * tensor operation do. Used by one thread; its user closes it.
 */
public final class Lanes implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * @param count threads
     * @param compute threads of one tensor operation in each of them
     */
    public Lanes(int count, int compute) {
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(
                    () -> {
                        JniUtils.setNumThreads(compute);
                        // off unless a step asks for it: this mode belongs to the thread
                        JniUtils.setGradMode(false);
                        task.run();
                    },
                    "train");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs the same work in every lane at once. When it returns, in whatever way, no lane works any more: what the work
     * uses may be closed.
     *
     * @param work takes the number of the part, from 0
     * @return the results, by part
     * @throws TrainerException when one part failed, or this thread is interrupted; parts that had not begun are left out
     */
    public <T> List<T> all(int parts, IntFunction<T> work) {
        AtomicBoolean stopped = new AtomicBoolean();
        List<Future<@Nullable T>> running = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int part = i;
            running.add(threads.submit(() -> stopped.get() ? null : part(work, part, stopped)));
        }
        List<T> results = new ArrayList<>();
        @Nullable TrainerException failure = null;
        boolean interrupted = false;
        for (Future<@Nullable T> future : running) {
            boolean ended = false;
            while (!ended) {
                try {
                    @Nullable T result = future.get();
                    if (result != null) {
                        results.add(result);
                    }
                    ended = true;
                } catch (ExecutionException e) {
                    ended = true;
                    if (failure == null) {
                        failure = new TrainerException("a step failed: " + e.getMessage(), e);
                    } else {
                        failure.addSuppressed(e);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped.set(true);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new TrainerException("interrupted during a step");
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static <T> T part(IntFunction<T> work, int part, AtomicBoolean stopped) {
        try {
            return work.apply(part);
        } catch (RuntimeException | Error e) {
            stopped.set(true);
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
