package io.zerostream.trainer.umzero;

import ai.djl.Device;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.PeakMemory;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ValidationSplit;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Lanes;
import io.zerostream.trainer.loop.Journal;
import io.zerostream.trainer.loop.Progress;
import io.zerostream.trainer.loop.RunFolder;
import io.zerostream.trainer.loop.SavedState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One training: maps of the training pictures; for each fold of the validation classes a first network without them, on
 * which γ, the unknown threshold, the closed form's penalties and its weight are chosen; the network itself on all training
 * pictures; the test lists, once. The folder holds what {@link io.zerostream.trainer.loop.LoopRun}'s does, and the maps while
 * the run lasts; a run that was killed goes on as there.
 */
public final class UmZeroRun {
    private static final float[] MIDDLE = {0.5f, 0.5f, 0.5f};
    private static final double CLASS_SHARE = 0.25;
    private static final int TEST_BATCH = 16;

    private static final String ALL = "all seen classes";

    private final UmZeroSettings settings;
    private final ZeroShotDataSet data;
    private final List<Map<String, Tensor>> weights;
    private final RunFolder folder;
    private final String identity;
    private final ImageInput input;
    private final Lanes lanes;

    /** What comes out. */
    public record Result(Checkpoint checkpoint, UmZeroReport report) {}

    private UmZeroRun(UmZeroSettings settings, ZeroShotDataSet data, Path pretrained, RunFolder folder)
            throws IOException {
        if (data.space().size() != settings.network().attributes()) {
            throw new TrainerException("data set " + data.name() + " has "
                    + data.space().size() + " attributes, the network "
                    + settings.network().attributes()
                    + "; set network.attributes to the data's number");
        }
        this.settings = settings;
        this.data = data;
        this.folder = folder;
        input = new ImageInput(settings.imageSize(), settings.imageSize(), MIDDLE, MIDDLE);
        StringBuilder hashes = new StringBuilder();
        weights = new ArrayList<>();
        for (String name : settings.weights()) {
            Path file = pretrained.resolve(name);
            weights.add(KerasWeights.read(file));
            hashes.append(Checkpoint.sha256(Files.readAllBytes(file)));
        }
        identity = RunFolder.identity(settings.toJson(), hashes.toString(), data);
        int branches = weights.size();
        // branches share nothing: a thread each keeps the figures independent of timing and the cores busy
        lanes = new Lanes(branches, Math.max(1, settings.machine().threads() / branches));
    }

    /**
     * Trains. One at a time in a process.
     *
     * @param data must have training pictures and the network's number of attributes
     * @param pretrained folder of the pretrained weights
     * @param folder receives the results; made when it is not there
     * @throws TrainerException when data and settings do not fit, the folder cannot be written or holds an unfinished run,
     *     or training diverges
     */
    public static Result run(
            UmZeroSettings settings, ZeroShotDataSet data, Path pretrained, Path folder, ProgressListener listener) {
        return RunFolder.begin(folder, data, settings.toJson(), room -> new UmZeroRun(settings, data, pretrained, room)
                .run(null, listener));
    }

    /**
     * Goes on with a run that was killed; from its beginning when it had not saved itself yet.
     *
     * @param data as before
     * @throws TrainerException when there is no such run, it was on other data, or training diverges
     */
    public static Result resume(ZeroShotDataSet data, Path pretrained, Path folder, ProgressListener listener) {
        return RunFolder.goOn(folder, room -> {
            UmZeroRun run = new UmZeroRun(UmZeroSettings.fromJson(room.config()), data, pretrained, room);
            return run.run(room.saved(run.identity), listener);
        });
    }

    /**
     * The settings of a run that was begun.
     *
     * @throws TrainerException when there is none in the folder
     */
    public static UmZeroSettings settings(Path folder) {
        return RunFolder.goOn(folder, room -> UmZeroSettings.fromJson(room.config()));
    }

    private Result run(@Nullable SavedState saved, ProgressListener told) throws IOException {
        Result result = train(saved, told);
        result.checkpoint().write(folder.path().resolve(Runs.CHECKPOINT));
        // after the maps are closed
        folder.done(result.report().toJson(), result.report().toHtml());
        return result;
    }

    private Result train(@Nullable SavedState saved, ProgressListener told) throws IOException {
        Progress begin = saved == null ? Progress.start(identity, fold(0)) : saved.progress();
        EffortMeter effort = new EffortMeter(begin.seconds(), begin.cpuSeconds());
        try (lanes;
                MetricsFile listener = folder.metrics(begin, told);
                HybridStage start = stage();
                PictureMaps maps = maps("training", data.pictures(Split.TRAIN), start, listener)) {
            Journal journal = new Journal(
                    folder.path(),
                    settings.machine().saveSeconds(),
                    0,
                    listener,
                    effort,
                    begin,
                    saved == null ? List.of() : saved.kept());
            Stages stages = new Stages(maps, journal, saved, listener);
            FrozenFeatures features = features(start, maps);
            // what was measured on the validation classes was told before that stage
            Choice choice = choose(features, stages, stages.goesOnIn(ALL) ? ProgressListener.NONE : listener);
            ClosedForm closed = choice.penalties().fit(data, features);
            Checkpoint draft = train(choice, closed, stages);
            List<LabelledPicture> tested = tested(data);
            UmZeroReport.Figures test = null;
            UmZeroReport.Figures baselineTest = null;
            if (data.canBeTested()) {
                test = UmZeroReport.Figures.of(
                        GammaChoice.figures(embed(draft, tested, listener), data.prototypes(), choice.penalty()));
                try (PictureMaps theirs = maps("test", tested, start, listener)) {
                    SemanticVectors vectors =
                            Baseline.vectors(closed, features(start, theirs).rows(tested), tested);
                    baselineTest = UmZeroReport.Figures.of(GammaChoice.figures(
                            vectors, data.prototypes(), choice.baseline().penalty()));
                }
            }
            effort.stop();
            UmZeroReport report = new UmZeroReport(
                    settings,
                    effort.ended(),
                    protocol(),
                    new UmZeroReport.Effort(
                            numbers(draft),
                            data.pictures(Split.TRAIN).size(),
                            effort.wallSeconds(),
                            effort.cpuSeconds(),
                            Runtime.getRuntime().availableProcessors(),
                            PeakMemory.bytes()),
                    choice.term().weight(),
                    choice.term().tried(),
                    UmZeroReport.Figures.of(choice.term().figures()),
                    choice.penalties(),
                    UmZeroReport.Figures.of(choice.baseline()),
                    test,
                    baselineTest);
            return new Result(finished(draft, choice.term().figures().means(), report), report);
        }
    }

    /** What all stages need, and where the run goes on. */
    private record Stages(
            PictureMaps maps, Journal journal, @Nullable SavedState saved, ProgressListener listener) {
        /** Trains a network from its start weights, or from where the run was killed. */
        void train(HybridStage stage, String name, ZeroShotDataSet on) {
            stage.train(name, on, maps, journal, goesOnIn(name) ? saved : null, listener);
        }

        boolean goesOnIn(String name) {
            return saved != null && saved.progress().stage().equals(name);
        }
    }

    /** Name of a fold's stage, by its place among the folds. */
    private String fold(int place) {
        return "without validation classes " + settings.validation().folds().get(place);
    }

    private HybridStage stage() {
        return new HybridStage(settings, weights, data.space(), lanes);
    }

    private PictureMaps maps(String name, List<LabelledPicture> pictures, HybridStage start, ProgressListener listener)
            throws IOException {
        return PictureMaps.of(name, pictures, start, settings.firstUnit(), input, folder.scratch(), lanes, listener);
    }

    private FrozenFeatures features(HybridStage start, PictureMaps maps) {
        return FrozenFeatures.of(settings, start, maps, lanes);
    }

    /** What the validation classes decided. */
    private record Choice(
            TermChoice term, float unknownThreshold, Baseline.Chosen penalties, GammaChoice.Chosen baseline) {
        SeenPenalty penalty() {
            return term.figures().penalty();
        }
    }

    /** Vectors of folds that are done come from the journal, which keeps those that are made here. */
    private Choice choose(FrozenFeatures features, Stages stages, ProgressListener listener) {
        UmZeroSettings.Validation how = settings.validation();
        List<ZeroShotDataSet> sets = how.folds().stream()
                .map(fold -> new ValidationSplit(fold, CLASS_SHARE, how.pictureShare(), settings.seed()).of(data))
                .toList();
        Baseline.Chosen penalties = Baseline.choose(sets, features);
        List<TermChoice.Fold> folds = new ArrayList<>();
        List<GammaChoice.Seen> baselines = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            ZeroShotDataSet set = sets.get(i);
            List<LabelledPicture> tested = tested(set);
            float[] rows = features.rows(tested);
            ClosedForm closed = penalties.fit(set, features);
            baselines.add(new GammaChoice.Seen(Baseline.vectors(closed, rows, tested), set.prototypes()));
            if (stages.journal().kept().size() == i) {
                try (HybridStage stage = stage()) {
                    stages.train(stage, fold(i), set);
                    stages.journal().keep(stage.vectors(tested, stages.maps()).rows());
                }
            }
            SemanticVectors vectors = new SemanticVectors(
                    stages.journal().kept().get(i),
                    tested.stream().mapToInt(LabelledPicture::label).toArray(),
                    settings.network().attributes());
            folds.add(new TermChoice.Fold(new GammaChoice.Seen(vectors, set.prototypes()), closed.embed(rows)));
        }
        TermChoice term = TermChoice.of(folds, settings.network().scale(), settings.closedFormWeights());
        listener.measured("validation", term.figures().means());
        GammaChoice.Chosen baseline = GammaChoice.chosen(baselines);
        listener.measured("validation, ESZSL", baseline.means());
        return new Choice(term, unknownThreshold(term), penalties, baseline);
    }

    /** The mean of the folds' own thresholds: each is a quantile of cosines to other classes. */
    private float unknownThreshold(TermChoice term) {
        return (float) term.folds().stream()
                .mapToDouble(fold -> UnknownThreshold.choose(
                                fold.vectors(),
                                fold.vectors(),
                                fold.classes(),
                                term.figures().penalty(),
                                settings.validation().knownKept())
                        .threshold())
                .average()
                .orElseThrow();
    }

    private Checkpoint train(Choice choice, ClosedForm closed, Stages stages) {
        try (HybridStage stage = stage()) {
            stages.train(stage, ALL, data);
            float weight = (float) choice.term().weight();
            UmZeroConfig config = weight == 0
                    ? settings.network()
                    : settings.network().with(new UmZeroConfig.ClosedForm(settings.firstUnit(), weight));
            Manifest manifest = Manifest.named(settings.name(), UmZero.ARCHITECTURE)
                    .config(config.toJson())
                    .input(input)
                    .space(data.space())
                    .scoring(
                            choice.penalty(),
                            choice.unknownThreshold(),
                            "folds " + settings.validation().folds()
                                    + " of the validation classes, for each by a network of the same settings that was"
                                    + " trained without them; γ and the closed form's weight for the greatest mean H")
                    .dataset(data.name())
                    .protocol(protocol())
                    .seed(settings.seed())
                    .createdBy("zerostream-trainer")
                    .build();
            return Checkpoint.of(manifest, weight == 0 ? stage.network().toSafetensors() : stage.with(config, closed));
        }
    }

    /** With figures. */
    private static Checkpoint finished(Checkpoint draft, Map<String, Double> validation, UmZeroReport report) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        validation.forEach((name, value) -> metrics.put("validation_" + name, value));
        if (report.test() != null && report.baselineTest() != null) {
            metrics.putAll(report.test().values());
            report.baselineTest().values().forEach((name, value) -> metrics.put("eszsl_" + name, value));
        }
        return Checkpoint.of(draft.manifest().change().metrics(metrics).build(), draft.tensors());
    }

    private SemanticVectors embed(Checkpoint checkpoint, List<LabelledPicture> pictures, ProgressListener listener) {
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            return PictureEmbedding.of(model, pictures, TEST_BATCH, listener).vectors();
        }
    }

    private static List<LabelledPicture> tested(ZeroShotDataSet set) {
        List<LabelledPicture> pictures = new ArrayList<>(set.pictures(Split.TEST_SEEN));
        pictures.addAll(set.pictures(Split.TEST_UNSEEN));
        return pictures;
    }

    private String protocol() {
        return String.format(
                "Convolutional networks pretrained on ImageNet-1k, which holds some classes of birds; their units from"
                        + " %d on and the heads are trained on the training pictures of the seen classes, for a number"
                        + " of epochs fixed beforehand. γ, the unknown threshold, the closed form's penalties and its"
                        + " weight were chosen on folds %s of the validation classes. Test pictures were looked at once,"
                        + " at the end. Every accuracy is the mean over classes of the share of their pictures.",
                settings.firstUnit(), settings.validation().folds());
    }

    private static long numbers(Checkpoint checkpoint) {
        return Safetensors.read(checkpoint.tensors()).values().stream()
                .mapToLong(tensor -> LongStream.of(tensor.shape()).reduce(1, (a, b) -> a * b))
                .sum();
    }
}
