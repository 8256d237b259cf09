package io.zerostream.trainer.recipe;

import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.umzero.PretrainedFolder;
import io.zerostream.trainer.umzero.UmZeroReport;
import io.zerostream.trainer.umzero.UmZeroRun;
import io.zerostream.trainer.umzero.UmZeroSettings;
import java.nio.file.Path;
import java.util.Map;

/** {@code umzero-cub127}: the hybrid on two MobileNets, for pictures of birds; its settings are a file in the jar. */
public final class UmZeroPreset implements TrainingPreset {
    private static final String NAME = "umzero-cub127";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "UMZero hybrid on two MobileNets, whose ImageNet weights it needs, for cub127; 20 to 40 minutes and 2.5 GB of"
                + " memory on two cores";
    }

    @Override
    public TrainingOutcome train(TrainingRequest request) {
        Path folder = Path.of(request.data());
        ZeroShotDataSet data = DataSets.open(folder);
        UmZeroSettings settings = request.resume() ? UmZeroRun.settings(request.out()) : settings(request);
        Path pretrained = PretrainedFolder.find(request.pretrained(), folder, settings.weights());
        UmZeroRun.Result result = request.resume()
                ? UmZeroRun.resume(data, pretrained, request.out(), request.listener())
                : UmZeroRun.run(settings, data, pretrained, request.out(), request.listener());
        UmZeroReport.Figures test = result.report().test();
        return new TrainingOutcome(result.checkpoint(), test == null ? Map.of() : test.values());
    }

    private static UmZeroSettings settings(TrainingRequest request) {
        UmZeroSettings settings = UmZeroSettings.preset(NAME);
        if (request.config() != null) {
            settings = settings.with(request.config());
        }
        return request.seed() == null ? settings : settings.withSeed(request.seed());
    }
}
