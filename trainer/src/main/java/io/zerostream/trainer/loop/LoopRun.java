package io.zerostream.trainer.loop;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ClassTables;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ValidationSplit;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on a data set by the stages of {@link Protocol}. The run's folder holds {@code config.json}, {@code
 * metrics.jsonl}, while it runs {@code state.safetensors}, and then {@code best/} (the chosen checkpoint), {@code
 * checkpoint/} (the one to use), {@code report.json} and {@code report.html}.
 *
 * <p>A run that was killed at any moment goes on where it last saved itself, and ends with the same weights, bit by bit, as
 * if it had not been: order, views and drop paths are drawn by seed and step.
 */
public final class LoopRun {
    /** Name of the final checkpoint's folder in a run's folder. */
    public static final String CHECKPOINT = "checkpoint";

    private static final String BEST = "best";
    private static final String CONFIG = "config.json";

    private final LoopConfig config;
    private final ZeroShotDataSet data;
    private final ZeroShotDataSet validation;
    private final Path folder;
    private final ImageInput input;
    private final Architecture architecture;
    private final JsonNode network;
    private final @Nullable Teacher teacher;

    private LoopRun(LoopConfig config, ZeroShotDataSet data, Path folder) throws IOException {
        this.config = config;
        this.data = data;
        this.folder = folder;
        Protocol protocol = config.protocol();
        validation = new ValidationSplit(protocol.fold(), protocol.classShare(), protocol.pictureShare(), config.seed())
                .of(data);
        input = ImageInput.imageNet(config.imageSize(), config.imageSize());
        architecture = Architectures.named(config.architecture());
        network = architecture.complete(config.network(), data.space());
        Backbone shape = config.teacher().network();
        teacher = shape == null
                ? null
                : new Teacher(
                        config.teacher(), shape, data, folder, config.machine().threads());
    }

    /**
     * Trains. One at a time in a process.
     *
     * @param data with training pictures, and test pictures unless the protocol leaves them alone
     * @param folder receives the results; made when it is not there
     * @param listener hears how it goes
     * @throws TrainerException when the folder cannot be written or holds an unfinished run, or training diverges
     */
    public static LoopReport run(LoopConfig config, ZeroShotDataSet data, Path folder, ProgressListener listener) {
        try {
            Files.createDirectories(folder);
            ClassTables.write(data, folder);
            if (SavedState.in(folder)) {
                throw new TrainerException("there is an unfinished run in " + folder
                        + "; go on with it by --resume, or use another folder");
            }
            Files.writeString(folder.resolve(CONFIG), config.toJson());
            return new LoopRun(config, data, folder).run(null, listener);
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(folder, e);
        }
    }

    /**
     * Goes on with a run that was killed; from its beginning when it had not saved itself yet.
     *
     * @param data as before
     * @throws TrainerException when there is no such run, it was on other data, or training diverges
     */
    public static LoopReport resume(ZeroShotDataSet data, Path folder, ProgressListener listener) {
        try {
            if (!Files.exists(folder.resolve(CONFIG))) {
                throw new TrainerException("there is no run in " + folder + ": it has no " + CONFIG);
            }
            LoopConfig config = LoopConfig.fromJson(Files.readString(folder.resolve(CONFIG)));
            SavedState saved = SavedState.in(folder) ? SavedState.read(folder) : null;
            LoopRun run = new LoopRun(config, data, folder);
            if (saved != null && !saved.progress().config().equals(run.identity())) {
                throw new TrainerException("the run in " + folder + " was on other data or with another configuration");
            }
            return run.run(saved, listener);
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(folder, e);
        }
    }

    private static TrainerException unwritable(Path folder, Exception e) {
        return new TrainerException(
                "cannot read or write the run in " + folder + " (" + e.getMessage()
                        + "); is it writable, is the disk full?",
                e);
    }

    private String identity() throws IOException {
        StringBuilder all = new StringBuilder(config.toJson())
                .append(config.start().sha256())
                .append(data.name());
        for (Split split : Split.values()) {
            data.pictures(split)
                    .forEach(p -> all.append('\n').append(p.path()).append(' ').append(p.label()));
        }
        return Checkpoint.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private LoopReport run(@Nullable SavedState saved, ProgressListener listener) throws IOException {
        Progress start = saved == null ? Progress.start(identity()) : saved.progress();
        EffortMeter effort = new EffortMeter(start.seconds(), start.cpuSeconds());
        try (MetricsFile metrics = new MetricsFile(folder.resolve("metrics.jsonl"), start.metricsBytes(), listener)) {
            Journal journal =
                    new Journal(folder, config, metrics, effort, start, saved == null ? List.of() : saved.best());
            Results results = new Results(config, data, validation, network, input);
            List<float[]> weights = choose(journal, results, saved, metrics);
            LoopReport report;
            try (Learner learner = last(journal, saved, weights, metrics)) {
                effort.stop();
                Evaluation test = config.protocol().test() ? test(learner, journal, metrics) : null;
                report = results.write(folder, learner, journal, effort, test);
            }
            Files.deleteIfExists(folder.resolve(SavedState.FILE));
            return report;
        }
    }

    /** Stage one; the chosen weights. */
    private List<float[]> choose(
            Journal journal, Results results, @Nullable SavedState saved, ProgressListener listener) {
        if (saved != null && saved.progress().stage().equals(Progress.FINAL)) {
            return saved.best();
        }
        RateSchedule schedule = config.schedule();
        try (Learner learner = learner(validation)) {
            StageLoop stage = new StageLoop(config, Progress.CHOOSE, batches(validation, Progress.CHOOSE), schedule, 1);
            ModelSelection choice = new ModelSelection(config, validation, journal, listener);
            resume(learner, saved);
            stage.run(learner, journal, listener, choice);
            learner.parameters().restart(journal.bestWeights());
            results.writeBest(folder.resolve(BEST), learner, journal.best().chosen());
            return journal.bestWeights();
        }
    }

    /** Stage two; the caller closes the learner, which shows the weights to keep. */
    private Learner last(Journal journal, @Nullable SavedState saved, List<float[]> chosen, ProgressListener listener) {
        Protocol protocol = config.protocol();
        ZeroShotDataSet trained = protocol.last() == Protocol.Last.NONE ? validation : data;
        Learner learner = learner(trained);
        boolean done = false;
        try {
            if (protocol.last() != Protocol.Last.ANEW) {
                learner.parameters().restart(chosen);
            }
            if (protocol.last() != Protocol.Last.NONE) {
                LoopBatches batches = batches(trained, Progress.FINAL);
                boolean anew = protocol.last() == Protocol.Last.ANEW;
                // as many passes as were chosen, though a pass has more pictures now
                double epochs = anew ? journal.best().epochs() : protocol.finalEpochs();
                StageLoop stage = new StageLoop(
                        config,
                        Progress.FINAL,
                        batches,
                        config.schedule().over(epochs),
                        anew ? 1 : protocol.finalRate());
                if (saved != null && saved.progress().stage().equals(Progress.FINAL)) {
                    resume(learner, saved);
                }
                stage.run(learner, journal, listener, AfterStep.NOTHING);
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

    private Evaluation test(Learner learner, Journal journal, ProgressListener listener) {
        TestEvaluation look = new TestEvaluation(data, config.imageSize());
        Evaluation evaluation = Evaluation.of(
                look.vectors(learner),
                look.prototypes(),
                journal.best().chosen().penalty());
        listener.measured("test pictures", Figures.of(evaluation).byName());
        return evaluation;
    }

    private Learner learner(ZeroShotDataSet trained) {
        List<float[]> values = AttributeValues.ofSeen(trained);
        return new Learner(
                architecture.build(
                        network, config, data.space(), values, config.teacher().features()),
                input,
                config.updates(),
                config.accumulate(),
                config.machine().engineDevice(),
                new Threads(1, config.machine().threads(), 1),
                config.seed());
    }

    private LoopBatches batches(ZeroShotDataSet trained, String stage) {
        return new LoopBatches(
                config,
                stage,
                input,
                trained,
                AttributeValues.ofSeen(trained),
                teacher == null ? null : teacher.of(trained.pictures(Split.TRAIN)));
    }

    private static void resume(Learner learner, @Nullable SavedState saved) {
        if (saved != null && saved.progress().step() > 0) {
            saved.restore(learner.parameters().memory());
            learner.parameters().resume(saved.progress().counts());
        }
    }
}
