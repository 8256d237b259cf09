package io.zerostream.trainer.umzero;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import io.zerostream.model.ImageInput;
import io.zerostream.model.Prototypes;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.model.ZeroShotModels;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.checkpoint.Safetensors;
import io.zerostream.model.checkpoint.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ValidationSplit;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.internal.Lanes;
import io.zerostream.trainer.internal.PeakMemory;
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
 * One training: maps of the training pictures; a first network without the validation classes, on which γ, the unknown
 * threshold, the closed form's penalties and its weight are chosen; the network itself on all training pictures; the test
 * lists, once.
 */
final class UmZeroRun {
    private static final float[] MIDDLE = {0.5f, 0.5f, 0.5f};
    private static final double CLASS_SHARE = 0.25;
    private static final int TEST_BATCH = 16;
    private static final int VERSION_DIGITS = 12;

    private final UmZeroSettings settings;
    private final ZeroShotDataSet data;
    private final List<Map<String, Tensor>> weights;
    private final Path folder;
    private final ProgressListener listener;
    private final ImageInput input;
    private final Lanes lanes;

    /** What comes out. */
    record Result(Checkpoint checkpoint, UmZeroReport report) {}

    /**
     * @param data must have training pictures and the network's number of attributes
     * @param pretrained folder of the pretrained weights
     * @param folder for maps while the run lasts
     * @throws TrainerException when data and settings do not fit
     */
    UmZeroRun(UmZeroSettings settings, ZeroShotDataSet data, Path pretrained, Path folder, ProgressListener listener) {
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
    Result run() {
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
                test = UmZeroReport.Figures.of(Calibration.figures(
                        embed(draft, tested),
                        data.prototypes(),
                        choice.term().figures().gamma()));
                try (PictureMaps theirs = maps("test", tested, start)) {
                    SemanticVectors vectors =
                            Baseline.vectors(closed, features(start, theirs).rows(tested), tested);
                    baselineTest = UmZeroReport.Figures.of(Calibration.figures(
                            vectors, data.prototypes(), choice.baseline().gamma()));
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
            return new Result(finished(draft, report), report);
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
    private record Choice(TermChoice term, float unknownThreshold, Baseline.Chosen penalties, GzslFigures baseline) {}

    private Choice choose(FrozenFeatures features, PictureMaps maps) {
        UmZeroSettings.Validation how = settings.validation();
        ZeroShotDataSet validation =
                new ValidationSplit(how.fold(), CLASS_SHARE, how.pictureShare(), settings.seed()).of(data);
        Prototypes classes = validation.prototypes();
        List<LabelledPicture> tested = tested(validation);
        SemanticVectors trained;
        try (HybridStage stage = stage()) {
            stage.train("without validation classes", validation, maps, listener);
            trained = stage.vectors(tested, maps);
        }
        Baseline.Chosen penalties = Baseline.choose(validation, features);
        ClosedForm closed = penalties.fit(validation, features);
        float[] rows = features.rows(tested);
        TermChoice term = TermChoice.of(
                trained, closed.embed(rows), settings.network().scale(), settings.closedFormWeights(), classes);
        listener.measured("validation", UmZeroReport.Figures.of(term.figures()).values());
        UnknownThreshold unknown = UnknownThreshold.choose(
                term.vectors(), term.vectors(), classes, term.figures().gamma(), how.knownKept());
        GzslFigures baseline = Calibration.chosen(Baseline.vectors(closed, rows, tested), classes);
        listener.measured("validation, ESZSL", UmZeroReport.Figures.of(baseline).values());
        return new Choice(term, unknown.threshold(), penalties, baseline);
    }

    private Checkpoint train(Choice choice, ClosedForm closed, PictureMaps maps) {
        try (HybridStage stage = stage()) {
            stage.train("on all seen classes", data, maps, listener);
            float weight = (float) choice.term().weight();
            UmZeroConfig config = weight == 0
                    ? settings.network()
                    : settings.network().with(new UmZeroConfig.ClosedForm(settings.firstUnit(), weight));
            Manifest manifest = new Manifest(
                    Manifest.FORMAT_VERSION,
                    settings.name(),
                    "draft",
                    UmZero.ARCHITECTURE,
                    config.toJson(),
                    input,
                    data.space(),
                    choice.term().figures().gamma(),
                    choice.unknownThreshold(),
                    "fold " + settings.validation().fold() + " of the validation classes, by a network of the same"
                            + " settings that was trained without them; γ and the closed form's weight for the"
                            + " greatest H",
                    data.name(),
                    Map.of(),
                    protocol(),
                    settings.seed(),
                    "zerostream-trainer",
                    "");
            return Checkpoint.of(manifest, weight == 0 ? stage.network().toSafetensors() : stage.with(config, closed));
        }
    }

    /** With version and figures: the version is the beginning of the tensors' hash. */
    private static Checkpoint finished(Checkpoint draft, UmZeroReport report) {
        Manifest m = draft.manifest();
        Map<String, Double> metrics = new LinkedHashMap<>();
        report.validation().values().forEach((name, value) -> metrics.put("validation_" + name, value));
        if (report.test() != null && report.baselineTest() != null) {
            metrics.putAll(report.test().values());
            report.baselineTest().values().forEach((name, value) -> metrics.put("eszsl_" + name, value));
        }
        return Checkpoint.of(
                new Manifest(
                        m.formatVersion(),
                        m.name(),
                        m.sha256().substring(0, VERSION_DIGITS),
                        m.architecture(),
                        m.config(),
                        m.input(),
                        m.space(),
                        m.gamma(),
                        m.unknownThreshold(),
                        m.scoringChosenOn(),
                        m.dataset(),
                        metrics,
                        m.protocol(),
                        m.seed(),
                        m.createdBy(),
                        ""),
                draft.tensors());
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
                        + " weight were chosen on fold %d of the validation classes. Test pictures were looked at once,"
                        + " at the end. Every accuracy is the mean over classes of the share of their pictures.",
                settings.firstUnit(), settings.validation().fold());
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
