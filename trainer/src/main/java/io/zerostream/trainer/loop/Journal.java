package io.zerostream.trainer.loop;

import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Stepper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a run is and what it found out so far; saves both now and then. */
public final class Journal {
    private static final int LOSS_POINTS = 100;
    private static final double NANOS = 1e9;

    private final Path folder;
    private final int saveSeconds;
    private final int patience;
    private final MetricsFile metrics;
    private final EffortMeter effort;
    private final String identity;
    private final List<Trial> trials;
    private final List<LossPoint> losses;
    private List<float[]> kept;
    private Progress.@Nullable Best best;
    private String stage;
    private long step;
    private long earlier;
    private int worse;
    private double lossSum;
    private long savedAt = System.nanoTime();

    /**
     * @param folder of the run
     * @param saveSeconds least time between two saved states; 0 = after every step
     * @param patience evaluations without a greater H after which stage {@link Progress#CHOOSE} is hopeless; 0 = never
     * @param start where the run goes on
     * @param kept what was kept before
     */
    public Journal(
            Path folder,
            int saveSeconds,
            int patience,
            MetricsFile metrics,
            EffortMeter effort,
            Progress start,
            List<float[]> kept) {
        this.folder = folder;
        this.saveSeconds = saveSeconds;
        this.patience = patience;
        this.metrics = metrics;
        this.effort = effort;
        this.kept = List.copyOf(kept);
        identity = start.config();
        trials = new ArrayList<>(start.trials());
        losses = new ArrayList<>(start.losses());
        best = start.best();
        stage = start.stage();
        step = start.step();
        earlier = start.earlier();
        worse = start.worse();
        lossSum = start.lossSum();
    }

    /** A stage begins, or goes on when it is the present one. */
    void stage(String name) {
        if (!name.equals(stage)) {
            stage = name;
            earlier += step;
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
        kept = List.copyOf(weights);
    }

    /** Whether the first stage has got no better for as long as the protocol has patience. */
    boolean hopeless() {
        return stage.equals(Progress.CHOOSE) && patience > 0 && worse >= patience;
    }

    /** Steps done in all stages. */
    long allSteps() {
        return earlier + step;
    }

    /** Steps done in this stage. */
    long step() {
        return step;
    }

    /** What was chosen; there must have been an evaluation. */
    Progress.Best best() {
        return Objects.requireNonNull(best, "nothing was evaluated yet");
    }

    /** Arrays that stages left for later ones, as chosen weights. */
    public List<float[]> kept() {
        return kept;
    }

    /** Keeps one more, beside what is kept already. */
    public void keep(float[] values) {
        List<float[]> all = new ArrayList<>(kept);
        all.add(values);
        kept = List.copyOf(all);
    }

    List<Trial> trials() {
        return trials;
    }

    List<LossPoint> losses() {
        return losses;
    }

    /** Saves, unless that was done a moment ago. */
    void saveIfDue(Stepper<?> stepper) {
        if (System.nanoTime() - savedAt >= saveSeconds * NANOS) {
            save(stepper);
        }
    }

    /** Saves all that a continuation needs. */
    void save(Stepper<?> stepper) {
        try {
            Progress now = new Progress(
                    Progress.FORMAT,
                    identity,
                    stage,
                    step,
                    earlier,
                    stepper.counts(),
                    best,
                    worse,
                    trials,
                    losses,
                    lossSum,
                    effort.wallSeconds(),
                    effort.cpuSeconds(),
                    metrics.settle());
            SavedState.write(folder, now, stepper.memory(), kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        savedAt = System.nanoTime();
    }
}
