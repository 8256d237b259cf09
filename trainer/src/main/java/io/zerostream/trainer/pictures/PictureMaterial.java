package io.zerostream.trainer.pictures;

import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.BatchSource;
import io.zerostream.trainer.loop.EvaluationSet;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.Protocol;
import io.zerostream.trainer.loop.TrainingMaterial;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The pictures of a data set. */
final class PictureMaterial implements TrainingMaterial {
    private final LoopConfig config;
    private final ZeroShotDataSet data;
    private final ZeroShotDataSet validation;
    private final @Nullable Teacher teacher;

    /**
     * @param data all of it
     * @param validation its training pictures, with some classes and pictures held out
     * @param teacher of all training pictures; null without one
     */
    PictureMaterial(LoopConfig config, ZeroShotDataSet data, ZeroShotDataSet validation, @Nullable Teacher teacher) {
        this.config = config;
        this.data = data;
        this.validation = validation;
        this.teacher = teacher;
    }

    private ZeroShotDataSet trained(boolean all) {
        return all ? data : validation;
    }

    @Override
    public List<float[]> values(boolean all) {
        return AttributeValues.ofSeen(trained(all));
    }

    @Override
    public BatchSource<Batch> batches(String stage, boolean all) {
        ZeroShotDataSet trained = trained(all);
        return new PictureBatches(
                config,
                stage,
                trained,
                values(all),
                teacher == null ? null : teacher.of(trained.pictures(Split.TRAIN)));
    }

    @Override
    public EvaluationSet validation() {
        return new PictureEvaluationSet(validation, config.imageSize());
    }

    @Override
    public EvaluationSet test() {
        return new PictureEvaluationSet(data, config.imageSize());
    }

    @Override
    public List<String> heldOut() {
        return validation.classes(false).stream().map(DataClass::name).toList();
    }

    @Override
    public Wording wording() {
        String scored = String.format(
                Locale.ROOT,
                "%d seen classes and pictures of the others, held out of stage one; the threshold lets %.0f %% of them pass",
                validation.classes(false).size(),
                100 * config.protocol().knownKept());
        return new Wording(data.name(), scored, protocol());
    }

    private String protocol() {
        Protocol p = config.protocol();
        String last =
                switch (p.last()) {
                    case NONE -> "The validation classes stay untrained but count as seen in the test.";
                    case CONTINUE ->
                        String.format(
                                Locale.ROOT,
                                "From there all seen classes are trained on for %.1f epochs, fixed beforehand.",
                                p.finalEpochs());
                    case ANEW -> "Then new weights are trained on all seen classes for as many epochs as were chosen.";
                };
        Backbone shape = config.teacher().network();
        String start = config.start().published()
                ? "The backbone's weights are those of "
                        + Path.of(config.start().weights()).getFileName()
                : "The weights start random";
        String frozen = config.start().frozen().isEmpty()
                ? ""
                : ", and those of " + config.start().frozen() + " stay as they are";
        String taught = shape == null
                ? " no other network takes part."
                : String.format(
                        Locale.ROOT,
                        " in training, the features of a frozen MobileNet v1 of width %.2f (%s) are learned as well:"
                                + " distillation.",
                        shape.width(),
                        Path.of(config.teacher().weights()).getFileName());
        return String.format(
                "%s %d of the %d seen classes and %d training pictures of the others are held out first: they choose the"
                        + " number of steps and γ. %s The test pictures (%d of unseen, %d of seen classes) are %s. Every"
                        + " accuracy is the mean over classes.",
                start + frozen + ";" + taught,
                validation.classes(false).size(),
                data.classes(true).size(),
                validation.pictures(Split.TEST_SEEN).size(),
                last,
                data.pictures(Split.TEST_UNSEEN).size(),
                data.pictures(Split.TEST_SEEN).size(),
                p.test() ? "looked at once, at the end" : "left alone");
    }
}
