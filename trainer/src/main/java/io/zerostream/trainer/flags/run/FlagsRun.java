package io.zerostream.trainer.flags.run;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.BatchQueue;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One training run. Stage "choose" trains without the validation classes, looks at these several times, and keeps the
 * weights, γ and threshold that did best on them. Stage "final" goes on from those weights with all seen classes. Views
 * of the unseen classes are made and looked at once, after that.
 */
public final class FlagsRun {
    private static final String CHOOSE = "choose";
    private static final String FINAL = "final";

    private final TrainingConfig config;
    private final FlagsDataSet flags;
    private final ProgressListener listener;
    private final ImageInput input;
    private final List<FlagClass> trained;
    private final List<FlagClass> validation;
    private final Validation validator;
    private final List<Trial> trials = new ArrayList<>();
    private final List<LossPoint> losses = new ArrayList<>();
    private int steps;

    /**
     * What comes out.
     *
     * @param test the evaluation on the test classes, or null when the protocol leaves them alone
     */
    public record Result(
            TrainingReport report,
            Checkpoint checkpoint,
            @Nullable Evaluation test) {}

    public FlagsRun(TrainingConfig config, FlagsDataSet flags, ProgressListener listener) {
        this.config = config;
        this.flags = flags;
        this.listener = listener;
        input = ImageInput.imageNet(config.imageSize(), config.imageSize());
        List<FlagClass> shuffled = new ArrayList<>(flags.seen());
        Collections.shuffle(shuffled, new Random(Seeds.of(config.seed(), "validation classes", 0)));
        validation = List.copyOf(shuffled.subList(0, config.protocol().validationClasses()));
        trained = List.copyOf(shuffled.subList(config.protocol().validationClasses(), shuffled.size()));
        validator = new Validation(config, input, flags.space(), trained, validation);
    }

    /** Trains and evaluates. */
    public Result run() {
        EffortMeter effort = new EffortMeter();
        List<float[]> attributes = trained.stream().map(FlagClass::attributes).toList();
        try (Learner learner = FlagsLearner.of(config, input, attributes)) {
            Best best = choose(learner);
            learner.parameters().restart(best.weights());
            if (config.protocol().finalViews() > 0) {
                goOn(learner);
            }
            learner.parameters().showAverage();
            effort.stop();
            Evaluation test = config.protocol().testViews() > 0
                    ? test(learner, best.figures().penalty())
                    : null;
            byte[] tensors = learner.network().toSafetensors();
            UnknownThreshold unknown = best.unknown();
            TrainingReport report = new TrainingReport(
                    config,
                    effort.ended(),
                    ProtocolText.describe(config, flags),
                    effort.report(
                            learner.parameters().size(),
                            steps,
                            config.optimiser().batchSize(),
                            Checkpoint.sha256(tensors)),
                    losses,
                    trials,
                    new Chosen(
                            best.step(),
                            best.figures().gamma(),
                            best.figures().calibration(),
                            unknown,
                            best.figures(),
                            validation.stream().map(FlagClass::name).toList()),
                    test == null ? null : Figures.of(test),
                    test == null
                            ? List.of()
                            : Confusion.worst(
                                    test.confusion(),
                                    flags.tested().stream().map(FlagClass::name).toList()));
            return new Result(report, Manifests.checkpoint(report, flags, input, tensors), test);
        }
    }

    private record Best(int step, Figures figures, UnknownThreshold unknown, List<float[]> weights) {}

    private Best choose(Learner learner) {
        int length = steps(config.protocol().chooseViews());
        int every = Math.max(1, length / config.protocol().evaluations());
        List<Best> best = new ArrayList<>();
        train(learner, CHOOSE, trained, length, 1, step -> {
            if (step % every == 0) {
                Best now = look(learner, step);
                trials.add(new Trial(step, now.figures()));
                if (best.isEmpty() || now.figures().h() >= best.get(0).figures().h()) {
                    best.clear();
                    best.add(now);
                }
            }
        });
        return best.get(0);
    }

    private Best look(Learner learner, int step) {
        learner.parameters().showAverage();
        Validation.Look look = validator.look(learner);
        List<float[]> weights = learner.parameters().average();
        learner.parameters().showCurrent();
        Figures figures = Figures.of(look.evaluation());
        listener.measured("validation classes after step " + step, figures.byName());
        return new Best(step, figures, look.unknown(), weights);
    }

    private void goOn(Learner learner) {
        train(
                learner,
                FINAL,
                flags.seen(),
                steps(config.protocol().finalViews()),
                config.protocol().finalRate(),
                step -> {});
    }

    private void train(
            Learner learner,
            String name,
            List<FlagClass> classes,
            int length,
            double rateShare,
            java.util.function.IntConsumer afterStep) {
        MadeUpFlags madeUp = new MadeUpFlags(
                flags.space(), classes, flags.classes(), config.madeUp(), Seeds.of(config.seed(), name, 0));
        BatchMaker maker = new BatchMaker(config, name, classes, madeUp, input);
        Stage stage = new Stage(name, length);
        try (BatchQueue batches =
                new BatchQueue(maker::make, 0, length, config.threads().views())) {
            stage.run(
                    learner,
                    batches,
                    new Schedule(length, config.optimiser().warmUp()),
                    rateShare,
                    listener,
                    afterStep);
        }
        losses.addAll(stage.losses());
        steps += length;
    }

    private Evaluation test(Learner learner, SeenPenalty penalty) {
        Pictures pictures = Pictures.of(flags.tested(), config.protocol().testViews(), "test", config, input);
        SemanticVectors vectors = learner.embed(pictures.rgb(), pictures.classes());
        Evaluation evaluation = Evaluation.of(vectors, prototypes(flags), penalty);
        listener.measured(
                "unseen and seen classes, fresh views", Figures.of(evaluation).byName());
        return evaluation;
    }

    private static Prototypes prototypes(FlagsDataSet flags) {
        List<Prototype> all = FlagsDataSet.prototypes(flags.tested());
        return Prototypes.of(flags.space(), all);
    }

    private int steps(long views) {
        return (int) Math.max(1, views / config.optimiser().batchSize());
    }
}
