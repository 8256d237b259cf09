package io.zerostream.trainer.loop;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Frozen networks to learn from. */
final class Teachers {
    private Teachers() {}

    static int features(Teaching teaching) {
        if (teaching.backbone().equals(Teaching.NONE)) {
            return 0;
        }
        throw new TrainerException("teacher.backbone is '" + teaching.backbone() + "'; known are none");
    }

    static @Nullable TaughtFeatures look(Teaching teaching, ZeroShotDataSet data, Path folder) {
        return null;
    }
}
