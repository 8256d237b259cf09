package io.zerostream.trainer.internal;

import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Threads that each work on a part of a batch: for a small network that uses the cores better than threads within one
 * tensor operation do. Used by one thread; its user closes it.
 */
public final class Lanes implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    /**
     * @param count threads
     * @param compute threads of one tensor operation in each of them
     */
    public Lanes(int count, int compute) {
        this.count = count;
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

    int count() {
        return count;
    }

    /**
     * Runs the same work in every lane at once.
     *
     * @param work takes the number of the part, from 0
     * @return the results, by part
     * @throws TrainerException when one part failed, or this thread is interrupted
     */
    public <T> List<T> all(int parts, IntFunction<T> work) {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int part = i;
            running.add(threads.submit(() -> work.apply(part)));
        }
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> future : running) {
                results.add(future.get());
            }
        } catch (ExecutionException e) {
            throw new TrainerException("a step failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainerException("interrupted during a step", e);
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
