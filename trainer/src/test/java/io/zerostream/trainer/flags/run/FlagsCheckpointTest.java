package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.classes.ExamplePrototype;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.classes.Units;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.loop.TrainingReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FlagsCheckpointTest {
    private static final int VIEWS = 3;
    private static final int BATCH = 33;
    private static final long SEED = 20_261;

    private final FlagsDataSet flags = FlagsDataSet.load();
    private final Checkpoint checkpoint = FlagsCheckpoint.bundled();

    @BeforeAll
    static void leavesTheOtherCoresAlone() {
        // loads the library
        assertThat(Engine.getEngine("PyTorch").getVersion()).isNotEmpty();
        JniUtils.setNumThreads(1);
    }

    @Test
    void isSmallEnoughToShip() {
        assertThat(checkpoint.tensors().length).isLessThan(8_000_000);
    }

    @Test
    void belongsToItsReport() {
        TrainingReport report = FlagsCheckpoint.report();
        assertThat(report.effort().sha256()).isEqualTo(checkpoint.manifest().sha256());
        assertThat(report.chosen().penalty()).isEqualTo(checkpoint.manifest().penalty());
        assertThat(report.config().seed()).isEqualTo(checkpoint.manifest().seed());
    }

    @Test
    void wasNeverTrainedOnTheClassThatDemonstrationsAdd() {
        assertThat(FlagsCheckpoint.report().protocol())
                .contains(flags.demonstration().name() + " is kept for demonstrations");
    }

    @Test
    void learntForReal() {
        Figures test = FlagsCheckpoint.report().test();
        assertThat(test).isNotNull();
        assertThat(test.t1().mean()).isGreaterThan(5 * test.t1().chance());
        assertThat(test.s().mean()).isGreaterThan(0.6);
    }

    @Test
    void doesOnFreshViewsWhatItsReportSays() {
        FlagViews views = new FlagViews(ViewSettings.standard());
        Evaluation fresh = evaluate((code, seed) -> views.view(code, seed, side(), side()));
        Figures said = FlagsCheckpoint.report().test();
        assertThat(said).isNotNull();
        assertThat(fresh.s().mean()).isEqualTo(said.s().mean(), within(0.08));
        assertThat(fresh.t1().mean()).isEqualTo(said.t1().mean(), within(0.08));
    }

    @Test
    void doesAsWellOnLargerJpegFiles() {
        FlagViews views = new FlagViews(ViewSettings.standard());
        ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());
        Evaluation jpeg = evaluate((code, seed) -> {
            try {
                return preprocessor.decode(views.jpeg(code, seed, 192, 192, 0.85f), side(), side());
            } catch (ImageRejectedException e) {
                throw new AssertionError(e);
            }
        });
        Figures said = FlagsCheckpoint.report().test();
        assertThat(said).isNotNull();
        assertThat(jpeg.s().mean()).isGreaterThan(said.s().mean() - 0.08);
        assertThat(jpeg.t1().mean()).isGreaterThan(said.t1().mean() - 0.08);
    }

    /**
     * The mean of its examples takes most pictures of other classes away, for what the network makes of pictures has much in
     * common that attributes have not.
     */
    @Test
    void aClassFromExamplesTakesFewPicturesOfOtherClasses() {
        List<FlagClass> classes = flags.tested();
        FlagViews views = new FlagViews(ViewSettings.standard());
        SemanticVectors all = vectors(classes, (code, seed) -> views.view(code, seed, side(), side()));
        Prototypes known = Prototypes.of(flags.space(), FlagsDataSet.prototypes(classes));
        double found = 0;
        double taken = 0;
        double takenByMean = 0;
        int tried = 0;
        for (int c = 0; c < classes.size(); c += 6) {
            int[] own = {c * VIEWS, c * VIEWS + 1};
            // one view of every other class, and the other two of each to try it on
            List<Integer> background = new ArrayList<>();
            List<Integer> rest = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (i / VIEWS != c) {
                    (i % (2 * VIEWS) == 0 ? background : rest).add(i);
                }
            }
            ExamplePrototype apart = ExamplePrototype.of(all.only(own), all.only(indices(background)));
            found += share(apart, known, c, all, List.of(c * VIEWS + 2));
            taken += share(apart, known, c, all, rest);
            takenByMean += share(ExamplePrototype.of(all.only(own)), known, c, all, rest);
            tried++;
        }
        assertThat(found / tried).isGreaterThan(0.7);
        assertThat(taken / tried).isLessThan(0.08);
        assertThat(takenByMean / tried).as("why it is not the mean").isGreaterThan(0.4);
    }

    private static int[] indices(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Of some pictures, those that it wins against all classes but the one in whose place it stands. */
    private double share(
            ExamplePrototype made, Prototypes known, int instead, SemanticVectors all, List<Integer> pictures) {
        float gamma = checkpoint.manifest().gamma();
        long wins = pictures.stream()
                .filter(i -> {
                    float[] vector = all.row(i);
                    double mine = Units.dot(vector, made.vector());
                    for (int c = 0; c < known.size(); c++) {
                        double other = Units.dot(vector, known.row(c)) - (known.seen(c) ? gamma : 0);
                        if (c != instead && other >= mine) {
                            return false;
                        }
                    }
                    return true;
                })
                .count();
        return (double) wins / pictures.size();
    }

    private int side() {
        return checkpoint.manifest().input().height();
    }

    private interface Picture {
        RgbImage of(String code, long seed);
    }

    private Evaluation evaluate(Picture picture) {
        List<FlagClass> classes = flags.tested();
        return Evaluation.of(
                vectors(classes, picture),
                Prototypes.of(flags.space(), FlagsDataSet.prototypes(classes)),
                checkpoint.manifest().penalty());
    }

    private SemanticVectors vectors(List<FlagClass> classes, Picture picture) {
        int attributes = flags.space().size();
        int[] truth = new int[classes.size() * VIEWS];
        float[] rows = new float[truth.length * attributes];
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            int bytes = model.input().bytes();
            for (int from = 0; from < truth.length; from += BATCH) {
                int count = Math.min(BATCH, truth.length - from);
                byte[] pixels = new byte[count * bytes];
                for (int i = 0; i < count; i++) {
                    truth[from + i] = (from + i) / VIEWS;
                    byte[] view = picture.of(classes.get(truth[from + i]).code(), SEED + from + i)
                            .pixels();
                    System.arraycopy(view, 0, pixels, i * bytes, bytes);
                }
                System.arraycopy(model.embed(pixels, count), 0, rows, from * attributes, count * attributes);
            }
        }
        return new SemanticVectors(rows, truth, attributes);
    }
}
