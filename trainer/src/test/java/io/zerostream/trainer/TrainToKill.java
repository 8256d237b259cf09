package io.zerostream.trainer;

import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.nio.file.Path;

/** A process of its own that trains, to be killed. Arguments: preset, data, run, file of values, {@code begin} or {@code resume}. */
final class TrainToKill {
    private TrainToKill() {}

    public static void main(String[] arguments) {
        TrainingPresets.named(arguments[0])
                .train(new TrainingRequest(
                        arguments[1],
                        Path.of(arguments[2]),
                        Path.of(arguments[3]),
                        null,
                        arguments[4].equals("resume"),
                        ProgressListener.NONE));
    }
}
