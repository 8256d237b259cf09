package io.zerostream.trainer.recipe;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.run.FlagsTraining;
import io.zerostream.trainer.flags.run.TrainingConfig;
import io.zerostream.trainer.flags.run.TrainingReport;
import java.util.Map;

/** The bundled network, trained on made-up views of flags. */
final class FlagsNano implements TrainingPreset {
    @Override
    public String name() {
        return "flags-nano";
    }

    @Override
    public String summary() {
        return "ZeroMamba nano on made-up views of flags; about ten minutes on two cores";
    }

    @Override
    public TrainingOutcome train(TrainingRequest request) {
        if (!request.data().equals(FlagsDataSet.NAME)) {
            throw new TrainerException("preset " + name() + " makes its own pictures: use --data " + FlagsDataSet.NAME
                    + ", not " + request.data());
        }
        if (request.resume()) {
            throw new TrainerException("preset " + name()
                    + " makes its pictures as it goes and saves nothing on the way, so there is nothing to resume: run it"
                    + " again without --resume, about ten minutes");
        }
        TrainingConfig config =
                request.config() == null ? TrainingConfig.nano() : TrainingConfig.read(request.config());
        if (request.seed() != null) {
            config = config.withSeed(request.seed());
        }
        TrainingReport report = FlagsTraining.run(config, request.out(), request.listener());
        return new TrainingOutcome(
                FlagsTraining.checkpoint(request.out()),
                report.test() == null ? Map.of() : report.test().byName());
    }
}
