package io.zerostream.trainer.recipe;

import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.LoopRun;
import io.zerostream.trainer.loop.TrainingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A configuration of the general loop.
 *
 * @param summary one line for people
 * @param config whose name is the preset's
 */
record LoopPreset(String summary, LoopConfig config) implements TrainingPreset {
    @Override
    public String name() {
        return config.name();
    }

    @Override
    public TrainingOutcome train(TrainingRequest request) {
        ZeroShotDataSet data = DataSets.open(request.data());
        TrainingReport report = request.resume()
                ? LoopRun.resume(data, request.out(), request.listener())
                : LoopRun.run(configuration(request), data, request.out(), request.listener());
        return new TrainingOutcome(
                Runs.checkpoint(request.out()),
                report.test() == null ? Map.of() : report.test().byName());
    }

    private LoopConfig configuration(TrainingRequest request) {
        LoopConfig wanted = request.config() == null ? config : config.with(request.config());
        Path folder = Path.of(request.data());
        wanted = request.pretrained() == null
                ? wanted.from(Files.isDirectory(folder) ? folder : Path.of(""))
                : wanted.withWeightsIn(request.pretrained());
        return request.seed() == null ? wanted : wanted.withSeed(request.seed());
    }
}
