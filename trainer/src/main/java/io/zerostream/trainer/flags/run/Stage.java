package io.zerostream.trainer.flags.run;

import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.learn.BatchQueue;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A run of steps under one schedule. */
final class Stage {
    private static final int LOSS_POINTS = 100;

    private final String name;
    private final int steps;
    private final List<LossPoint> losses = new ArrayList<>();

    Stage(String name, int steps) {
        this.name = name;
        this.steps = steps;
    }

    /**
     * Trains.
     *
     * @param rateShare learning rates as a share of the configured ones
     * @param schedule over the steps of this stage
     * @param afterStep called with the number of steps done
     */
    void run(
            Learner learner,
            BatchQueue batches,
            Schedule schedule,
            double rateShare,
            ProgressListener listener,
            IntConsumer afterStep) {
        listener.stage(name, steps);
        int every = Math.max(1, steps / LOSS_POINTS);
        double sum = 0;
        long start = System.nanoTime();
        for (int step = 1; step <= steps; step++) {
            double loss = learner.step(batches.take(), rateShare * schedule.at(step - 1));
            sum += loss;
            if (step % every == 0) {
                losses.add(new LossPoint(name, step, sum / every));
                sum = 0;
            }
            long took = System.nanoTime() - start;
            listener.step(step, loss, Duration.ofNanos(took / step * (steps - step)));
            afterStep.accept(step);
        }
    }

    List<LossPoint> losses() {
        return losses;
    }
}
