package io.zerostream.trainer.umzero;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ValidationSplit;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.internal.PeakMemory;
import io.zerostream.trainer.learn.Lanes;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One training: maps of the training pictures; for each fold of the validation classes a first network without them, on
 * which γ, the unknown threshold, the closed form's penalties and its weight are chosen; the network itself on all training
 * pictures; the test lists, once.
 */
public final class UmZeroRun {
    private static final float[] MIDDLE = {0.5f, 0.5f, 0.5f};
    private static final double CLASS_SHARE = 0.25;
    private static final int TEST_BATCH = 16;

    private final UmZeroSettings settings;
    private final ZeroShotDataSet data;
    private final List<Map<String, Tensor>> weights;
    private final Path folder;
    private final ProgressListener listener;
    private final ImageInput input;
    private final Lanes lanes;

    /** What comes out. */
    public record Result(Checkpoint checkpoint, UmZeroReport report) {}

    /**
     * @param data must have training pictures and the network's number of attributes
     * @param pretrained folder of the pretrained weights
     * @param folder for maps while the run lasts
     * @throws TrainerException when data and settings do not fit
     */
    public UmZeroRun(
            UmZeroSettings settings, ZeroShotDataSet data, Path pretrained, Path folder, ProgressListener listener) {
        if (data.space().size() != settings.network().attributes()) {
            throw new TrainerException("data set " + data.name() + " has "
                    + data.space().size() + " attributes, the network "
                    + settings.network().attributes()
                    + "; set network.attributes to the data's number");
        }
        this.settings = settings;
        this.data = data;
        this.folder = folder;
        this.listener = listener;
        input = new ImageInput(settings.imageSize(), settings.imageSize(), MIDDLE, MIDDLE);
        weights = settings.weights().stream()
                .map(file -> KerasWeights.read(pretrained.resolve(file)))
                .toList();
        int branches = weights.size();
        // branches share nothing: a thread each keeps the figures independent of timing and the cores busy
        lanes = new Lanes(branches, Math.max(1, Runtime.getRuntime().availableProcessors() / branches));
    }

    /** Runs it. */
    public Result run() {
        long wall = System.nanoTime();
        long cpu = processorNanos();
        try (lanes;
                HybridStage start = stage();
                PictureMaps maps = maps("training", data.pictures(Split.TRAIN), start)) {
            FrozenFeatures features = features(start, maps);
            Choice choice = choose(features, maps);
            ClosedForm closed = choice.penalties().fit(data, features);
            Checkpoint draft = train(choice, closed, maps);
            List<LabelledPicture> tested = tested(data);
            UmZeroReport.Figures test = null;
            UmZeroReport.Figures baselineTest = null;
            if (!tested.isEmpty()) {
                test = UmZeroReport.Figures.of(
                        GammaChoice.figures(embed(draft, tested), data.prototypes(), choice.penalty()));
                try (PictureMaps theirs = maps("test", tested, start)) {
                    SemanticVectors vectors =
                            Baseline.vectors(closed, features(start, theirs).rows(tested), tested);
                    baselineTest = UmZeroReport.Figures.of(GammaChoice.figures(
                            vectors, data.prototypes(), choice.baseline().penalty()));
                }
            }
            UmZeroReport report = new UmZeroReport(
                    settings,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    protocol(),
                    new UmZeroReport.Effort(
                            numbers(draft),
                            data.pictures(Split.TRAIN).size(),
                            (System.nanoTime() - wall) / 1e9,
                            (processorNanos() - cpu) / 1e9,
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

    private HybridStage stage() {
        return new HybridStage(settings, weights, data.space(), lanes);
    }

    private PictureMaps maps(String name, List<LabelledPicture> pictures, HybridStage start) {
        return PictureMaps.of(name, pictures, start, settings.firstUnit(), input, folder, lanes, listener);
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

    private Choice choose(FrozenFeatures features, PictureMaps maps) {
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
            try (HybridStage stage = stage()) {
                stage.train("without validation classes " + how.folds().get(i), set, maps, listener);
                folds.add(new TermChoice.Fold(
                        new GammaChoice.Seen(stage.vectors(tested, maps), set.prototypes()), closed.embed(rows)));
            }
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

    private Checkpoint train(Choice choice, ClosedForm closed, PictureMaps maps) {
        try (HybridStage stage = stage()) {
            stage.train("on all seen classes", data, maps, listener);
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

    private SemanticVectors embed(Checkpoint checkpoint, List<LabelledPicture> pictures) {
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

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
