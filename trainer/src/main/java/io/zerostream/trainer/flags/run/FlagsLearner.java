package io.zerostream.trainer.flags.run;

import ai.djl.Device;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.Objective;
import io.zerostream.trainer.learn.ZeroMambaTrainee;
import java.util.List;

/** A ZeroMamba that learns flags. */
final class FlagsLearner {
    private FlagsLearner() {}

    /**
     * Weights are drawn from the configuration's seed.
     *
     * @param trainingClasses attributes of the classes that it learns
     * @return who is owned by the caller
     */
    static Learner of(TrainingConfig config, ImageInput input, List<float[]> trainingClasses) {
        return new Learner(
                new ZeroMambaTrainee(
                        new ZeroMamba(config.network(), Seeds.of(config.seed(), "weights", 0)),
                        new Objective(config.loss(), trainingClasses)),
                input,
                config.optimiser().updates(),
                1,
                Device.cpu(),
                config.threads(),
                config.seed());
    }
}
