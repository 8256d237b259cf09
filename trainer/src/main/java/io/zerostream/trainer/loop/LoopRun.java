package io.zerostream.trainer.loop;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Learner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model by the stages of {@link Protocol}. The run's folder holds {@code config.json}, {@code metrics.jsonl},
 * while it runs {@code state.safetensors}, and then {@code best/} (the chosen checkpoint), {@code checkpoint/} (the one to
 * use), {@code report.json} and {@code report.html}.
 *
 * <p>A run that was killed at any moment goes on where it last saved itself, and ends with the same weights, bit by bit, as
 * if it had not been: order, views and drop paths are drawn by seed and step.
 */
public final class LoopRun {
    private static final String BEST = "best";

    private final LoopConfig config;
    private final ZeroShotDataSet data;
    private final RunFolder folder;
    private final Architecture architecture;
    private final JsonNode network;
    private final TrainingMaterial material;

    private LoopRun(LoopConfig config, ZeroShotDataSet data, RunFolder folder) throws IOException {
        this.config = config;
        this.data = data;
        this.folder = folder;
        architecture = Services.architecture(config.architecture());
        network = architecture.complete(config.network(), data.space());
        material = Services.source(config.source()).open(config, data, folder.scratch());
    }

    /**
     * Trains. One at a time in a process.
     *
     * @param data what to train on
     * @param folder receives the results; made when it is not there
     * @param listener hears how it goes
     * @throws TrainerException when the folder cannot be written or holds an unfinished run, data and configuration do not
     *     fit, or training diverges
     */
    public static TrainingReport run(LoopConfig config, ZeroShotDataSet data, Path folder, ProgressListener listener) {
        return RunFolder.begin(folder, data, config.toJson(), room -> {
            LoopRun run = new LoopRun(config, data, room);
            return run.run(room.saved(run.identity()), listener);
        });
    }

    /**
     * Goes on with a run that was killed; from its beginning when it had not saved itself yet.
     *
     * @param data as before
     * @throws TrainerException when there is no such run, it was on other data, or training diverges
     */
    public static TrainingReport resume(ZeroShotDataSet data, Path folder, ProgressListener listener) {
        return RunFolder.goOn(folder, room -> {
            LoopRun run = new LoopRun(LoopConfig.fromJson(room.config()), data, room);
            return run.run(room.saved(run.identity()), listener);
        });
    }

    private String identity() throws IOException {
        return RunFolder.identity(config.toJson(), config.start().sha256(), data);
    }

    private TrainingReport run(@Nullable SavedState saved, ProgressListener listener) throws IOException {
        Progress start = saved == null ? Progress.start(identity(), Progress.CHOOSE) : saved.progress();
        EffortMeter effort = new EffortMeter(start.seconds(), start.cpuSeconds());
        try (MetricsFile metrics = folder.metrics(start, listener)) {
            Journal journal = new Journal(
                    folder.path(),
                    config.machine().saveSeconds(),
                    config.protocol().patience(),
                    metrics,
                    effort,
                    start,
                    saved == null ? List.of() : saved.kept());
            Results results = new Results(config, data, material.wording(), network);
            List<float[]> weights = choose(journal, results, saved, metrics);
            try (Learner learner = last(journal, saved, weights, metrics)) {
                effort.stop();
                Evaluation test =
                        config.protocol().test() && data.canBeTested() ? test(learner, journal, metrics) : null;
                return results.write(folder, learner, journal, effort, test);
            }
        }
    }

    /** Stage one; the chosen weights. */
    private List<float[]> choose(
            Journal journal, Results results, @Nullable SavedState saved, ProgressListener listener) {
        if (saved != null && saved.progress().stage().equals(Progress.FINAL)) {
            return saved.kept();
        }
        try (Learner learner = learner(false)) {
            ModelSelection choice = new ModelSelection(config.protocol(), learner, material, journal, listener);
            if (saved != null) {
                saved.restore(learner);
            }
            stage(Progress.CHOOSE, config.schedule(), 1)
                    .run(learner, material.batches(Progress.CHOOSE, false), journal, listener, choice);
            learner.parameters().restart(journal.kept());
            results.writeBest(
                    folder.path().resolve(BEST), learner, journal.best().chosen());
            return journal.kept();
        }
    }

    /** Stage two; the caller closes the learner, which shows the weights to keep. */
    private Learner last(Journal journal, @Nullable SavedState saved, List<float[]> chosen, ProgressListener listener) {
        Protocol protocol = config.protocol();
        boolean trains = protocol.last() != Protocol.Last.NONE;
        Learner learner = learner(trains);
        boolean done = false;
        try {
            if (protocol.last() != Protocol.Last.ANEW) {
                learner.parameters().restart(chosen);
            }
            if (trains) {
                boolean anew = protocol.last() == Protocol.Last.ANEW;
                // as many passes as were chosen, though a pass has more pictures now
                double epochs = anew ? journal.best().epochs() : protocol.finalEpochs();
                if (saved != null && saved.progress().stage().equals(Progress.FINAL)) {
                    saved.restore(learner);
                }
                stage(Progress.FINAL, config.schedule().over(epochs), anew ? 1 : protocol.finalRate())
                        .run(learner, material.batches(Progress.FINAL, true), journal, listener, AfterStep.NOTHING);
            }
            learner.parameters().showAverage();
            done = true;
            return learner;
        } finally {
            if (!done) {
                learner.close();
            }
        }
    }

    private StageLoop stage(String name, RateSchedule schedule, double rateShare) {
        return new StageLoop(name, config.seed(), config.batchSize(), config.machine(), schedule, rateShare);
    }

    private Evaluation test(Learner learner, Journal journal, ProgressListener listener) {
        EvaluationSet look = material.test();
        Evaluation evaluation = Evaluation.of(
                look.vectors(learner),
                look.prototypes(),
                journal.best().chosen().penalty());
        listener.measured("test pictures", Figures.of(evaluation).byName());
        return evaluation;
    }

    /** @param all whether it learns all seen classes */
    private Learner learner(boolean all) {
        return new Learner(
                architecture.build(
                        network,
                        config,
                        data.space(),
                        material.values(all),
                        config.teacher().features()),
                config.input(),
                config.updates(),
                config.accumulate(),
                config.machine().engineDevice(),
                config.machine().threads(),
                config.seed());
    }
}
