package io.zerostream.trainer.loop;

import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Learner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a run is and what it found out so far; saves both now and then. */
final class Journal {
    private static final int LOSS_POINTS = 100;
    private static final double NANOS = 1e9;

    private final Path folder;
    private final LoopConfig config;
    private final MetricsFile metrics;
    private final EffortMeter effort;
    private final String identity;
    private final List<Trial> trials;
    private final List<LossPoint> losses;
    private List<float[]> bestWeights;
    private Progress.@Nullable Best best;
    private String stage;
    private long step;
    private int worse;
    private double lossSum;
    private long savedAt = System.nanoTime();

    /**
     * @param start where the run goes on
     * @param bestWeights that were chosen before; empty when none were
     */
    Journal(
            Path folder,
            LoopConfig config,
            MetricsFile metrics,
            EffortMeter effort,
            Progress start,
            List<float[]> bestWeights) {
        this.folder = folder;
        this.config = config;
        this.metrics = metrics;
        this.effort = effort;
        this.bestWeights = bestWeights;
        identity = start.config();
        trials = new ArrayList<>(start.trials());
        losses = new ArrayList<>(start.losses());
        best = start.best();
        stage = start.stage();
        step = start.step();
        worse = start.worse();
        lossSum = start.lossSum();
    }

    /** A stage begins, or goes on when it is the present one. */
    void stage(String name) {
        if (!name.equals(stage)) {
            stage = name;
            step = 0;
            lossSum = 0;
        }
    }

    /** A step of so many is done. */
    void stepped(double loss, long steps) {
        step++;
        lossSum += loss;
        long every = Math.max(1, steps / LOSS_POINTS);
        if (step % every == 0) {
            losses.add(new LossPoint(stage, (int) step, lossSum / every));
            lossSum = 0;
        }
    }

    /** Takes down an evaluation; whether it is the best so far. */
    boolean looked(Figures figures) {
        trials.add(new Trial((int) step, figures));
        boolean better =
                best == null || figures.h() > best.chosen().validation().h();
        worse = better ? 0 : worse + 1;
        return better;
    }

    /** The present weights are the ones to keep. */
    void chose(Chosen chosen, double epochs, List<float[]> weights) {
        best = new Progress.Best(epochs, chosen);
        bestWeights = weights;
    }

    /** Whether the first stage has got no better for as long as the protocol has patience. */
    boolean hopeless() {
        int patience = config.protocol().patience();
        return stage.equals(Progress.CHOOSE) && patience > 0 && worse >= patience;
    }

    /** Steps done in this stage. */
    long step() {
        return step;
    }

    /** What was chosen; there must have been an evaluation. */
    Progress.Best best() {
        return Objects.requireNonNull(best, "nothing was evaluated yet");
    }

    List<float[]> bestWeights() {
        return bestWeights;
    }

    List<Trial> trials() {
        return trials;
    }

    List<LossPoint> losses() {
        return losses;
    }

    /** Saves, unless that was done a moment ago. */
    void saveIfDue(Learner learner) {
        if (System.nanoTime() - savedAt >= config.machine().saveSeconds() * NANOS) {
            save(learner);
        }
    }

    /** Saves all that a continuation needs. */
    void save(Learner learner) {
        try {
            Progress now = new Progress(
                    Progress.FORMAT,
                    identity,
                    stage,
                    step,
                    learner.parameters().counts(),
                    best,
                    worse,
                    trials,
                    losses,
                    lossSum,
                    effort.wallSeconds(),
                    effort.cpuSeconds(),
                    metrics.settle());
            SavedState.write(folder, now, learner.parameters().memory(), bestWeights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        savedAt = System.nanoTime();
    }
}
