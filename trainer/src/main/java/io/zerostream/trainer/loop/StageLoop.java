package io.zerostream.trainer.loop;

import ai.djl.engine.Engine;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.BatchQueue;
import io.zerostream.trainer.learn.Learner;
import java.time.Duration;

/** The steps of a stage. */
final class StageLoop {
    private final LoopConfig config;
    private final String name;
    private final LoopBatches batches;
    private final RateSchedule schedule;
    private final double rateShare;
    private final double perEpoch;
    private final long steps;

    /** @param rateShare rates as a share of the configured ones */
    StageLoop(LoopConfig config, String name, LoopBatches batches, RateSchedule schedule, double rateShare) {
        this.config = config;
        this.name = name;
        this.batches = batches;
        this.schedule = schedule;
        this.rateShare = rateShare;
        perEpoch = (double) batches.pictures() / config.batchSize();
        steps = Math.max(1, Math.round(schedule.epochs() * perEpoch));
    }

    /** Runs from where the journal is to the end, or until {@code after} says otherwise. */
    void run(Learner learner, Journal journal, ProgressListener listener, AfterStep after) {
        listener.stage(name, (int) steps);
        journal.stage(name);
        long first = journal.step();
        long start = System.nanoTime();
        try (BatchQueue queue =
                new BatchQueue(batches::make, first, steps, config.machine().readers())) {
            for (long step = first; step < steps && !journal.hopeless(); step++) {
                // what the engine draws in a step, drop paths, depends on the step alone
                Engine.getEngine("PyTorch").setRandomSeed((int) Seeds.of(config.seed(), name + " step", step));
                double loss = learner.step(queue.take(), rateShare * schedule.at(step, steps));
                journal.stepped(loss, steps);
                long took = System.nanoTime() - start;
                listener.step((int) step + 1, loss, Duration.ofNanos(took / (step + 1 - first) * (steps - step - 1)));
                if (!after.goOn(learner, step + 1, steps, perEpoch)) {
                    break;
                }
                journal.saveIfDue(learner);
            }
        }
    }
}
