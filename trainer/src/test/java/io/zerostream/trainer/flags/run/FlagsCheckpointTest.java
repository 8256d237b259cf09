package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.classes.SemanticVectors;
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

    private int side() {
        return checkpoint.manifest().input().height();
    }

    private interface Picture {
        RgbImage of(String code, long seed);
    }

    private Evaluation evaluate(Picture picture) {
        List<FlagClass> classes = flags.tested();
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
        return Evaluation.of(
                new SemanticVectors(rows, truth, attributes),
                Prototypes.of(flags.space(), FlagsDataSet.prototypes(classes)),
                checkpoint.manifest().penalty());
    }
}
