package io.zerostream.bench.internal;

import java.time.Duration;
import java.util.Arrays;

/**
 * Times several things in turns, one run of each, then the next of each, so that a machine that slows down slows all of
 * them. What counts is the median.
 */
public final class Interleaved {
    /** Shorter samples would measure the clock, and caches that the other tasks left cold: what comes before a kernel in a
     * network leaves them warm. */
    private static final long LEAST_SAMPLE = Duration.ofMillis(40).toNanos();

    private static final int LEAST_ROUNDS = 2;
    private static final int MOST_ROUNDS = 101;

    private Interleaved() {}

    /** Something that is timed. */
    @FunctionalInterface
    public interface Task {
        /** Does it once. Whatever it throws ends the measurement. */
        void run() throws Exception;
    }

    /**
     * Warms up for a third of the time and measures in the rest; at least two rounds, however long they take.
     *
     * @param budget about how long all of it may take
     * @param tasks what to time
     * @return median milliseconds of one run of each task
     * @throws Exception what a task threw
     */
    public static double[] medians(Duration budget, Task... tasks) throws Exception {
        long start = System.nanoTime();
        int[] repeats = new int[tasks.length];
        Arrays.fill(repeats, 1);
        do {
            for (int i = 0; i < tasks.length; i++) {
                long took = sample(tasks[i], repeats[i]);
                if (took < LEAST_SAMPLE) {
                    repeats[i] = (int) Math.min(1 << 20, 1 + repeats[i] * LEAST_SAMPLE / Math.max(1, took));
                }
            }
        } while (System.nanoTime() - start < budget.toNanos() / 3);
        double[][] samples = new double[tasks.length][MOST_ROUNDS];
        int rounds = 0;
        while (rounds < LEAST_ROUNDS || (rounds < MOST_ROUNDS && System.nanoTime() - start < budget.toNanos())) {
            for (int i = 0; i < tasks.length; i++) {
                samples[i][rounds] = sample(tasks[i], repeats[i]) / 1e6 / repeats[i];
            }
            rounds++;
        }
        double[] medians = new double[tasks.length];
        for (int i = 0; i < tasks.length; i++) {
            double[] taken = Arrays.copyOf(samples[i], rounds);
            Arrays.sort(taken);
            medians[i] = (taken[(rounds - 1) / 2] + taken[rounds / 2]) / 2;
        }
        return medians;
    }

    private static long sample(Task task, int repeats) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            task.run();
        }
        return System.nanoTime() - start;
    }
}
