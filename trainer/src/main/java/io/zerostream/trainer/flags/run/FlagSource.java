package io.zerostream.trainer.flags.run;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.MaterialSource;
import io.zerostream.trainer.loop.TrainingMaterial;
import java.nio.file.Path;

/** Views of flags, made as training goes: no two batches share one, and none is kept. */
public final class FlagSource implements MaterialSource {
    /** Its name. */
    public static final String NAME = "flag-views";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<?> views() {
        return FlagSettings.class;
    }

    @Override
    public TrainingMaterial open(LoopConfig config, ZeroShotDataSet data, Path scratch) {
        if (!data.name().equals(FlagsDataSet.NAME)) {
            throw new TrainerException("source " + NAME + " makes its own pictures: use --data " + FlagsDataSet.NAME
                    + ", not " + data.name() + ", or source: pictures");
        }
        if (config.teacher().network() != null) {
            throw new TrainerException(
                    "teacher.network must be null with source " + NAME + ": a teacher looks at pictures that are kept");
        }
        return new FlagMaterial(config, FlagsDataSet.load());
    }
}
