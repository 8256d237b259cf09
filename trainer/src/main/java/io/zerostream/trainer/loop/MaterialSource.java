package io.zerostream.trainer.loop;

import io.zerostream.trainer.data.ZeroShotDataSet;
import java.io.IOException;
import java.nio.file.Path;

/** Where pictures to train on come from. A new one is a class and a line in {@code META-INF/services}. */
public interface MaterialSource extends Named {
    /** The record that the run's {@code views} is read into. */
    Class<?> views();

    /**
     * Gets ready.
     *
     * @param config of the run
     * @param data what to train on
     * @param scratch where it may keep what is dear to make, for this run
     * @throws io.zerostream.trainer.TrainerException when configuration and data do not fit
     * @throws IOException when the folder cannot be written
     */
    TrainingMaterial open(LoopConfig config, ZeroShotDataSet data, Path scratch) throws IOException;
}
