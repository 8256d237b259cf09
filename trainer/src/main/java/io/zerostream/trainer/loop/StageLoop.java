package io.zerostream.trainer.loop;

import ai.djl.engine.Engine;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.BatchQueue;
import io.zerostream.trainer.learn.BatchSource;
import io.zerostream.trainer.learn.Stepper;
import java.time.Duration;

/** The steps of a stage: the one loop in which everything here is trained. */
public final class StageLoop {
    private final String name;
    private final long seed;
    private final int batchSize;
    private final Machine machine;
    private final RateSchedule schedule;
    private final double rateShare;

    /**
     * @param name of the stage, for people and seeds
     * @param seed of the run
     * @param batchSize pictures a step
     * @param schedule over the stage
     * @param rateShare rates as a share of the configured ones
     */
    public StageLoop(String name, long seed, int batchSize, Machine machine, RateSchedule schedule, double rateShare) {
        this.name = name;
        this.seed = seed;
        this.batchSize = batchSize;
        this.machine = machine;
        this.schedule = schedule;
        this.rateShare = rateShare;
    }

    /**
     * Runs from where the journal is to the end, or until {@code after} says otherwise.
     *
     * @param <B> what a step learns from
     */
    public <B> void run(
            Stepper<B> stepper, BatchSource<B> batches, Journal journal, ProgressListener listener, AfterStep after) {
        double perEpoch = (double) batches.pictures() / batchSize;
        long steps = Math.max(1, Math.round(schedule.epochs() * perEpoch));
        listener.stage(name, (int) steps);
        journal.stage(name);
        long first = journal.step();
        long start = System.nanoTime();
        try (BatchQueue<B> queue = new BatchQueue<>(batches::make, first, steps, machine.readers())) {
            for (long step = first; step < steps && !journal.hopeless(); step++) {
                // what the engine draws in a step, drop paths, depends on the step alone
                Engine.getEngine("PyTorch").setRandomSeed((int) Seeds.of(seed, name + " step", step));
                double loss = stepper.step(queue.take(), rateShare * schedule.at(step, steps));
                journal.stepped(loss, steps);
                long took = System.nanoTime() - start;
                listener.step((int) step + 1, loss, Duration.ofNanos(took / (step + 1 - first) * (steps - step - 1)));
                if (!after.goOn(step + 1, steps, perEpoch)) {
                    break;
                }
                journal.saveIfDue(stepper);
            }
        }
    }
}
