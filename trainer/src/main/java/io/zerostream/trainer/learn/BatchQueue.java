package io.zerostream.trainer.learn;

import io.zerostream.trainer.TrainerException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * Makes batches ahead of the steps on threads of its own. Used by one thread; its user closes it.
 *
 * @param <B> what a step learns from
 */
public final class BatchQueue<B> implements AutoCloseable {
    private static final int AHEAD_PER_THREAD = 3;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final LongFunction<B> maker;
    private final long last;
    private final ExecutorService threads;
    private final Queue<Future<B>> coming = new ArrayDeque<>();
    private long next;

    /**
     * @param maker makes batch number n, from any thread
     * @param first number of the first batch
     * @param last number after that of the last
     * @param threadCount threads that make them
     */
    public BatchQueue(LongFunction<B> maker, long first, long last, int threadCount) {
        this.maker = maker;
        next = first;
        this.last = last;
        threads = Executors.newFixedThreadPool(threadCount, task -> {
            Thread thread = new Thread(task, "pictures-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < AHEAD_PER_THREAD * threadCount; i++) {
            order();
        }
    }

    /**
     * The next batch.
     *
     * @throws TrainerException when making it failed, or the thread is interrupted while it waits
     */
    public B take() {
        try {
            B batch = coming.remove().get();
            order();
            return batch;
        } catch (ExecutionException e) {
            throw new TrainerException("cannot make a batch: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainerException("interrupted while waiting for a batch", e);
        }
    }

    private void order() {
        if (next < last) {
            long n = next++;
            coming.add(threads.submit(() -> maker.apply(n)));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
