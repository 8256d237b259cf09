package io.zerostream.trainer.pictures;

import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ValidationSplit;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.MaterialSource;
import io.zerostream.trainer.loop.Protocol;
import io.zerostream.trainer.loop.TrainingMaterial;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The pictures of a data set, varied as {@link Views} says; the validation classes are those of a {@link ValidationSplit}. */
public final class PictureSource implements MaterialSource {
    /** Its name. */
    public static final String NAME = "pictures";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<?> views() {
        return Views.class;
    }

    @Override
    public TrainingMaterial open(LoopConfig config, ZeroShotDataSet data, Path scratch) throws IOException {
        Protocol protocol = config.protocol();
        ZeroShotDataSet validation = new ValidationSplit(
                        protocol.fold(), protocol.classShare(), protocol.pictureShare(), config.seed())
                .of(data);
        Backbone shape = config.teacher().network();
        @Nullable
        Teacher teacher = shape == null
                ? null
                : new Teacher(
                        config.teacher(),
                        shape,
                        data.pictures(Split.TRAIN),
                        scratch,
                        config.machine().threads());
        return new PictureMaterial(config, data, validation, teacher);
    }
}
