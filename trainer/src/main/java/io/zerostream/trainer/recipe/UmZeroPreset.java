package io.zerostream.trainer.recipe;

import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ClassTables;
import io.zerostream.trainer.data.DataSets;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.umzero.PretrainedFolder;
import io.zerostream.trainer.umzero.UmZeroReport;
import io.zerostream.trainer.umzero.UmZeroRun;
import io.zerostream.trainer.umzero.UmZeroSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
        return "UMZero hybrid on two MobileNets with ImageNet weights, for cub127; under half an hour on two cores";
    }

    @Override
    public TrainingOutcome train(TrainingRequest request) {
        if (request.resume()) {
            throw new TrainerException(
                    "preset " + NAME + " takes less than half an hour and cannot resume; begin anew");
        }
        UmZeroSettings settings = UmZeroSettings.preset(NAME);
        if (request.config() != null) {
            settings = settings.with(request.config());
        }
        if (request.seed() != null) {
            settings = settings.withSeed(request.seed());
        }
        Path folder = Path.of(request.data());
        ZeroShotDataSet data = DataSets.open(folder);
        Path pretrained = PretrainedFolder.find(request.pretrained(), folder, settings.weights());
        Path out = request.out();
        try {
            Files.createDirectories(out);
            Files.writeString(out.resolve("config.json"), Jsons.MAPPER.writeValueAsString(settings));
            ClassTables.write(data, out);
            UmZeroRun.Result result;
            try (MetricsFile metrics = new MetricsFile(out.resolve("metrics.jsonl"), request.listener())) {
                result = new UmZeroRun(settings, data, pretrained, out, metrics).run();
            }
            result.checkpoint().write(out.resolve(Runs.CHECKPOINT));
            Files.writeString(out.resolve("report.json"), result.report().toJson());
            Files.writeString(out.resolve("report.html"), result.report().toHtml());
            UmZeroReport.Figures test = result.report().test();
            return new TrainingOutcome(result.checkpoint(), test == null ? Map.of() : test.values());
        } catch (IOException | UncheckedIOException e) {
            throw new TrainerException(
                    "cannot write the results to " + out + " (" + e.getMessage()
                            + "); is it writable, is the disk full?",
                    e);
        }
    }
}
